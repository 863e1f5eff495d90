import type { AttachmentsConfiguration, QAppsConfiguration } from '@aws-sdk/client-qbusiness'
import { fieldInvalid } from './errors.ts'

/** Refuses what an application could ask for and would not get. @throws ValidationException */
export function requireAvailableFeatures(input: {
  readonly qAppsConfiguration?: QAppsConfiguration | undefined
  readonly attachmentsConfiguration?: AttachmentsConfiguration | undefined
}): void {
  if (input.qAppsConfiguration?.qAppsControlMode === 'ENABLED') {
    throw fieldInvalid(
      'qAppsConfiguration.qAppsControlMode',
      'Amazon Q Apps are not available here: use DISABLED.',
    )
  }
  if (input.attachmentsConfiguration?.attachmentsControlMode === 'ENABLED') {
    throw fieldInvalid(
      'attachmentsConfiguration.attachmentsControlMode',
      'Chat attachments are not available here: use DISABLED.',
    )
  }
}
