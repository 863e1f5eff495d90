/** Of PostgreSQL's default of 100 connections; others need some as well. */
const connectionsTogether = 80
const connectionsMax = 10
/** One appends to the trail, one reads, one may be in a transaction. */
const connectionsMin = 3

/** A worker's share. With many workers the database has to allow more than its default: about five for each. */
export function connectionsOfEach(workers: number): number {
  // Each has one more, for the authority; the keeper is one more process.
  const share = Math.floor(connectionsTogether / (workers + 1)) - 1
  return Math.min(connectionsMax, Math.max(connectionsMin, share))
}
