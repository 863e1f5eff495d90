/** All frameworks. Frameworks change more often than rules, so they are data beside the rules, not in them. */

import { type Framework, parseFramework } from './framework.ts'
import awsAiSecurity from './frameworks/aws-ai-security.json' with { type: 'json' }
import c5 from './frameworks/c5.json' with { type: 'json' }
import cisAws from './frameworks/cis-aws.json' with { type: 'json' }
import fedramp from './frameworks/fedramp.json' with { type: 'json' }
import gdpr from './frameworks/gdpr.json' with { type: 'json' }
import gxp from './frameworks/gxp.json' with { type: 'json' }
import hipaa from './frameworks/hipaa.json' with { type: 'json' }
import ismsP from './frameworks/isms-p.json' with { type: 'json' }
import iso27001 from './frameworks/iso-27001.json' with { type: 'json' }
import nis2 from './frameworks/nis2.json' with { type: 'json' }
import nist80053 from './frameworks/nist-800-53.json' with { type: 'json' }
import nistCsf from './frameworks/nist-csf.json' with { type: 'json' }
import pciDss from './frameworks/pci-dss.json' with { type: 'json' }
import securityHub from './frameworks/security-hub.json' with { type: 'json' }
import soc2 from './frameworks/soc-2.json' with { type: 'json' }

export const frameworks: readonly Framework[] = [
  awsAiSecurity,
  c5,
  cisAws,
  fedramp,
  gdpr,
  gxp,
  hipaa,
  ismsP,
  iso27001,
  nis2,
  nist80053,
  nistCsf,
  pciDss,
  securityHub,
  soc2,
].map(parseFramework)
