import type { CreateProjectInput, UpdateProjectInput } from '@aws-sdk/client-datazone'
import { invalid, resourceMissing } from './errors.ts'

/** Refuses references to what cannot exist here, as nothing makes it. @throws ValidationException, ResourceNotFoundException */
export function requireNoGlossaryTerms(glossaryTerms: readonly string[] | undefined): void {
  if (glossaryTerms !== undefined && glossaryTerms.length > 0) {
    throw resourceMissing('Glossary term', glossaryTerms[0] ?? '')
  }
}

/** A project's profile, units and environments. @throws ValidationException, ResourceNotFoundException */
export function requireAvailableFeatures(
  input: Partial<CreateProjectInput & UpdateProjectInput>,
  rootDomainUnitId: string,
): void {
  requireNoGlossaryTerms(input.glossaryTerms)
  if (input.projectProfileId !== undefined) throw resourceMissing('Project profile', input.projectProfileId)
  if (input.domainUnitId !== undefined && input.domainUnitId !== rootDomainUnitId) {
    throw resourceMissing('Domain unit', input.domainUnitId)
  }
  const members = [
    'userParameters',
    'environmentDeploymentDetails',
    'projectProfileVersion',
    'projectExecutionRole',
  ] as const
  for (const member of members) {
    if (input[member] !== undefined) throw invalid(`${member}: project environments are not available here.`)
  }
}
