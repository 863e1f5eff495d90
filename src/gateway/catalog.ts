/** An API ready to serve: the SDK's schemas and the model's constraints, compiled an operation at a time on first use. */

import { NormalizedSchema } from '@smithy/core/schema'
import type { ApiDescription } from './apis.ts'
import type { Model } from './constraints/model.ts'
import { compileValidator, type Validator } from './constraints/validate.ts'
import type { Limits } from './limits.ts'
import { type ErrorSchemas, queryErrorTrait } from './protocols/error-names.ts'
import { createJsonProtocol } from './protocols/json-protocol.ts'
import type { Codec, OperationSchema, Protocol } from './protocols/protocol.ts'
import { createQueryProtocol } from './protocols/query-protocol.ts'
import { createRestJsonProtocol } from './protocols/rest-json-protocol.ts'

export interface Api {
  readonly protocol: Protocol
  readonly errors: ErrorSchemas
  /** By a name that `protocol.route` gave. */
  operation(name: string): ApiOperation
}

export interface ApiOperation extends Codec {
  readonly validate: Validator
}

/** Loads the SDK package and the model: some 100 ms once a service. */
export async function loadApi(description: ApiDescription, limits: Limits): Promise<Api> {
  const [sdk, model] = await Promise.all([description.loadSdk(), description.loadModel()])
  const schemas = operationSchemas(sdk)
  const protocol = createProtocol(description, schemas, limits)
  const compiled = new Map<string, ApiOperation>()
  return {
    protocol,
    errors: errorSchemas(sdk),
    operation(name) {
      const known = compiled.get(name)
      if (known !== undefined) return known
      const operation = compileOperation(protocol, schemas.get(name) as OperationSchema, model, description)
      compiled.set(name, operation)
      return operation
    },
  }
}

function createProtocol(
  description: ApiDescription,
  schemas: ReadonlyMap<string, OperationSchema>,
  limits: Limits,
): Protocol {
  if (description.protocol === 'rest-json') {
    return createRestJsonProtocol([...schemas.values()], limits, description.decimalMembers)
  }
  const names = new Set(schemas.keys())
  if (description.protocol === 'query') return createQueryProtocol(description, names, limits.membersMax)
  return createJsonProtocol(description, names, limits)
}

function compileOperation(
  protocol: Protocol,
  schema: OperationSchema,
  model: Model,
  { echoesValues }: ApiDescription,
): ApiOperation {
  const { decode, encode } = protocol.codec(schema)
  return { decode, encode, validate: compileValidator(model, schema.input, echoesValues) }
}

/** Kinds of the SDK's static schemas: `[kind, namespace, name, traits, …]`. */
const operationKind = 9
const errorKind = -3

function operationSchemas(sdk: object): Map<string, OperationSchema> {
  const schemas = new Map<string, OperationSchema>()
  for (const schema of staticSchemas(sdk, operationKind)) {
    const [, , name, traits, input, output] = schema as [number, string, string, unknown, Ref, Ref]
    schemas.set(name, {
      name,
      http: httpTrait(traits),
      input: NormalizedSchema.of(input),
      output: NormalizedSchema.of(output),
    })
  }
  return schemas
}

type Ref = Parameters<typeof NormalizedSchema.of>[0]

function httpTrait(traits: unknown): OperationSchema['http'] {
  if (typeof traits !== 'object' || traits === null) return null
  return (traits as { http?: [string, string, number] }).http ?? null
}

function errorSchemas(sdk: object): ErrorSchemas {
  const schemas = new Map<string, NormalizedSchema>()
  for (const schema of staticSchemas(sdk, errorKind)) {
    const normalized = NormalizedSchema.of(schema as Ref)
    const name = normalized.getName() ?? ''
    schemas.set(name, normalized)
    const queryName = queryErrorTrait(normalized)?.[0]
    if (queryName !== undefined && !schemas.has(queryName)) schemas.set(queryName, normalized)
  }
  return schemas
}

function staticSchemas(sdk: object, kind: number): readonly unknown[] {
  return Object.values(sdk).filter((value) => Array.isArray(value) && value[0] === kind)
}
