/** What Prometheus scrapes (text format, by the standard client library). Names and labels are part of the interface. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  observeRequest(service: string, operation: string, status: number, seconds: number): void
  observeTrailBatch(events: number, seconds: number): void
}

export function createMetrics(readings: { readonly epoch: () => number }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'keyhold_requests_total',
    help: 'Answered requests by service, operation and HTTP status',
    labelNames: ['service', 'operation', 'status'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'keyhold_request_duration_seconds',
    help: 'From the last byte of the request to the last byte of the answer, trail included',
    labelNames: ['service'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const trailEvents = new Counter({
    name: 'keyhold_trail_events_total',
    help: 'Events made durable in the trail',
    registers: [registry],
  })
  const trailCommit = new Histogram({
    name: 'keyhold_trail_commit_seconds',
    help: 'One group commit of the trail',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  })
  new Gauge({
    name: 'keyhold_authority_epoch',
    help: 'The newest authority epoch that this node knows',
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.set(readings.epoch())
    },
  })
  return {
    registry,
    observeRequest(service, operation, status, seconds) {
      requests.inc({ service, operation, status: String(status) })
      duration.observe({ service }, seconds)
    },
    observeTrailBatch(events, seconds) {
      trailEvents.inc(events)
      trailCommit.observe(seconds)
    },
  }
}
