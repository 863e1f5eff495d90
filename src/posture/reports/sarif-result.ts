import type { Finding, Status } from '../finding.ts'
import { sarifLevel } from './sarif-rule.ts'
import { cut } from './text.ts'

const kinds = { PASS: 'pass', FAIL: 'fail', MANUAL: 'review', NOT_APPLICABLE: 'notApplicable' } as const

/** Of a segment of an artificial path: longer names are cut, the fingerprint still tells them apart. */
const segmentUnitsMax = 200

/** A result (SARIF 2.1.0 §3.27). @param github it shows everything as an alert, so what must be looked at is a note. */
export function sarifResult(finding: Finding, ruleIndex: number | undefined, github: boolean): object {
  const { key, muted, resource } = finding
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    ...kindAndLevel(finding, github),
    message: { text: finding.reasonText || finding.title },
    locations: [
      {
        physicalLocation: physicalLocation(finding),
        logicalLocations: [
          { fullyQualifiedName: resource.uid, name: resource.name || resource.uid, kind: 'resource' },
        ],
      },
    ],
    partialFingerprints: {
      'posture/v1': finding.findingUid,
      // GitHub keys alerts on this one; it wants a hash and a count.
      primaryLocationLineHash: `${finding.findingUid}:1`,
    },
    ...(muted === null
      ? {}
      : {
          // Accepted, which is the default: copies of the schema differ in whether the member is status or state.
          suppressions: [
            {
              kind: muted.by === 'inline' ? 'inSource' : 'external',
              justification:
                muted.expires === null ? muted.reason : `${muted.reason} (until ${muted.expires})`,
            },
          ],
        }),
    properties: {
      account: finding.account.id,
      region: finding.region,
      reasonCode: finding.reasonCode,
      severity: finding.severity,
      ...(key === null ? {} : { keyClass: key.class }),
      ...(key?.arn == null ? {} : { keyArn: key.arn }),
    },
  }
}

/** A level other than none goes with the kind fail only (§3.27.10). */
function kindAndLevel({ status, severity }: Finding, github: boolean): object {
  if (status === 'FAIL') return { kind: 'fail', level: sarifLevel[severity] }
  if (github && status === ('MANUAL' satisfies Status)) return { kind: 'fail', level: 'note' }
  return { kind: kinds[status], level: 'none' }
}

/**
 * GitHub refuses a result without a file and a line. A live resource has neither: it gets a path of its own that stays the
 * same from scan to scan.
 */
function physicalLocation(finding: Finding): object {
  const { source, provider, account, region, service, resource } = finding
  if (source !== null) {
    return {
      artifactLocation: { uri: relativeUri(source.file), uriBaseId: '%SRCROOT%' },
      region: {
        startLine: Math.max(1, source.line),
        ...(source.column === null ? {} : { startColumn: Math.max(1, source.column) }),
      },
    }
  }
  const segments = ['cloud', provider, account.id, region, service, resource.name || resource.uid]
  return {
    artifactLocation: { uri: segments.map(segment).join('/') },
    region: { startLine: 1 },
  }
}

/** A relative reference (RFC 3986 §4.2) without dot segments, which readers resolve away, and without a drive or root. */
function relativeUri(file: string): string {
  const segments = file
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  return segments.map(segment).join('/') || 'template'
}

function segment(text: string): string {
  const encoded = encodeURIComponent(cut(text, segmentUnitsMax)) || 'none'
  return /^\.+$/u.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded
}
