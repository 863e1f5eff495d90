/** The server's side of each AWS protocol, from the schemas that the SDK's packages export. */

import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { ApiDescription } from '../../src/gateway/apis.ts'
import type { Incoming } from '../../src/gateway/incoming.ts'
import { defaultLimits } from '../../src/gateway/limits.ts'
import { createJsonProtocol } from '../../src/gateway/protocols/json-protocol.ts'
import { createPathRouter } from '../../src/gateway/protocols/path-router.ts'
import type { OperationSchema, Protocol } from '../../src/gateway/protocols/protocol.ts'
import { createQueryProtocol } from '../../src/gateway/protocols/query-protocol.ts'
import { bindingsOf } from '../../src/gateway/protocols/rest-bindings.ts'
import { createRestJsonProtocol } from '../../src/gateway/protocols/rest-json-protocol.ts'
import { FakeError, type FakeInput } from './fake-aws.ts'

export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export interface FakeApi {
  read(request: Incoming): { readonly name: string; readonly input: FakeInput }
  write(name: string, output: unknown): WireAnswer
}

const loading = new Map<string, Promise<FakeApi>>()

/** @param service as the SDK writes it into its user agent: `bedrock-agent`. */
export function loadFakeApi(service: string): Promise<FakeApi> {
  const known = loading.get(service)
  if (known !== undefined) return known
  const api = load(service)
  loading.set(service, api)
  return api
}

async function load(service: string): Promise<FakeApi> {
  const old = olderPackages[service]
  if (old !== undefined) return plainApi(old)
  const sdk = (await import(`@aws-sdk/client-${service}`)) as object
  const schemas = new Map(operationsOf(sdk).map((schema) => [schema.name, schema]))
  if (schemas.size === 0) return plainJsonApi()
  if (service === 's3') return s3Api(schemas)
  const queryVersion = queryVersions[service]
  if (queryVersion !== undefined) return rpcApi(queryProtocol(schemas, queryVersion), schemas, 'xml')
  // Some packages of JSON services carry the trait as well, the same for all operations.
  const isRest = [...schemas.values()].some(({ http }) => http !== null && http[1] !== '/')
  if (isRest)
    return rpcApi(createRestJsonProtocol([...schemas.values()], defaultLimits, decimals), schemas, 'json')
  return jsonApi(schemas)
}

/** The schemas do not tell numbers apart. */
const decimals = ['threshold', 'confidenceThreshold', 'temperature', 'topP']

const queryVersions: Readonly<Record<string, string>> = {
  iam: '2010-05-08',
  sts: '2011-06-15',
  sns: '2010-03-31',
}

function queryProtocol(schemas: ReadonlyMap<string, OperationSchema>, version: string): Protocol {
  const description = { ...anyDescription, protocol: 'query', contentType: 'text/xml', version } as const
  return createQueryProtocol(description, new Set(schemas.keys()), defaultLimits.membersMax)
}

const anyDescription: ApiDescription = {
  protocol: 'json',
  targetPrefix: '',
  contentType: 'application/x-amz-json-1.1',
  version: '',
  xmlNamespace: 'https://fake.amazonaws.com/doc/',
  isGlobal: false,
  bodyBytesMax: null,
  clockSkewMinutes: 5,
  echoesValues: false,
  loadSdk: async () => ({}),
  loadModel: () => Promise.reject(new Error('the fake validates nothing')),
}

/** The prefix of the target differs by service; the fake takes any. */
function jsonApi(schemas: ReadonlyMap<string, OperationSchema>): FakeApi {
  const protocol = createJsonProtocol(
    { ...anyDescription, targetPrefix: 'Any' },
    new Set(schemas.keys()),
    defaultLimits,
  )
  const api = rpcApi(protocol, schemas, 'json')
  return {
    ...api,
    read: (request) => {
      const name = request.headers['x-amz-target']?.split('.').at(-1)
      return api.read({ ...request, headers: { ...request.headers, 'x-amz-target': `Any.${name}` } })
    },
  }
}

function rpcApi(
  protocol: Protocol,
  schemas: ReadonlyMap<string, OperationSchema>,
  errors: 'json' | 'xml',
): FakeApi {
  const codec = (name: string) => protocol.codec(schemas.get(name) as OperationSchema)
  return {
    read(request) {
      const route = protocol.route(request)
      return { name: route.operation, input: codec(route.operation).decode(request, route) as FakeInput }
    },
    write(name, output) {
      if (output instanceof FakeError) return errors === 'json' ? jsonError(output) : xmlError(output)
      const { status, contentType, headers, body } = codec(name).encode(output, 'fake-request')
      const type: Record<string, string> = contentType === null ? {} : { 'content-type': contentType }
      return { status, headers: { ...type, ...headers }, body: body as string | Uint8Array }
    },
  }
}

function jsonError({ code, status, message }: FakeError): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  }
}

function xmlError({ code, status, message }: FakeError): WireAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse>${error}<RequestId>fake-request</RequestId></ErrorResponse>`,
  }
}

/** S3 in path style: the bucket is in the path, and the templates say only `/?encryption`. */
function s3Api(schemas: ReadonlyMap<string, OperationSchema>): FakeApi {
  return {
    read({ method, path, query, body }) {
      const [, bucket = '', ...key] = path.split('/').map(decodeURIComponent)
      const parameters = new URLSearchParams(query)
      const found = [...schemas.values()].find(({ name, http }) => {
        const [sent, template] = http ?? ['', '']
        const literals = [...new URLSearchParams(template.split('?')[1] ?? '')]
        if (sent !== method || (name === 'ListBuckets') !== (bucket === '')) return false
        if (template.includes('{Key+}') !== key.some(Boolean)) return false
        return literals.length > 0 && literals.every(([text, value]) => parameters.get(text) === value)
      })
      const input: Record<string, string> = bucket === '' ? {} : { Bucket: bucket }
      if (parameters.has('continuation-token'))
        input.ContinuationToken = parameters.get('continuation-token') ?? ''
      const whole =
        found === undefined || body.length === 0 ? input : { ...input, ...xmlPayload(found.input, body) }
      return { name: found?.name ?? `${method} ${path}?${query}`, input: whole }
    },
    write(name, output) {
      if (output instanceof FakeError)
        return {
          status: output.status,
          headers: { 'content-type': 'application/xml' },
          body: `<Error><Code>${output.code}</Code><Message>${output.message}</Message></Error>`,
        }
      const { output: schema } = schemas.get(name) as OperationSchema
      return { status: 200, headers: { 'content-type': 'application/xml' }, body: xmlBody(schema, output) }
    },
  }
}

const xmlSettings = {
  httpBindings: false,
  timestampFormat: { useTrait: true, default: 5 },
  xmlNamespace: '',
  serviceNamespace: 'com.amazonaws.s3',
} as const

function xmlPayload(schema: NormalizedSchema, body: Buffer): FakeInput {
  const { payload } = bindingsOf(schema)
  if (payload === null) return {}
  return { [payload.name]: new XmlShapeDeserializer(xmlSettings).read(payload.schema, body) }
}

function xmlBody(schema: NormalizedSchema, output: unknown): string {
  if (schema.isUnitSchema()) return ''
  const { payload } = bindingsOf(schema)
  const value = payload === null ? output : (output as FakeInput)[payload.name]
  if (typeof value === 'string') return value
  const serializer = new XmlShapeSerializer(xmlSettings)
  serializer.write(payload === null ? schema : payload.schema, value ?? {})
  return String(serializer.flush())
}

type OldRoutes = readonly (readonly [operation: string, method: string, template: string])[]

/** Packages from before the SDK carried schemas: all REST-JSON, so their routes are enough. */
const olderPackages: Readonly<Record<string, OldRoutes>> = {
  appintegrations: [
    ['ListDataIntegrations', 'GET', '/dataIntegrations'],
    ['GetDataIntegration', 'GET', '/dataIntegrations/{Identifier}'],
    ['ListEventIntegrations', 'GET', '/eventIntegrations'],
  ],
  qconnect: [
    ['ListAssistants', 'GET', '/assistants'],
    ['GetAssistant', 'GET', '/assistants/{assistantId}'],
    ['ListKnowledgeBases', 'GET', '/knowledgeBases'],
    ['GetKnowledgeBase', 'GET', '/knowledgeBases/{knowledgeBaseId}'],
  ],
  osis: [
    ['ListPipelines', 'GET', '/2022-01-01/osis/listPipelines'],
    ['GetPipeline', 'GET', '/2022-01-01/osis/getPipeline/{PipelineName}'],
  ],
}

/** JSON by target header, from a package without schemas. */
function plainJsonApi(): FakeApi {
  const { write } = plainApi([])
  return {
    read: ({ headers, body }) => ({
      name: headers['x-amz-target']?.split('.').at(-1) ?? '',
      input: JSON.parse(body.toString() || '{}') as FakeInput,
    }),
    write,
  }
}

function plainApi(routes: OldRoutes): FakeApi {
  const router = createPathRouter(
    routes.map(([operation, method, template]) => ({ operation, method, template })),
  )
  return {
    read({ method, path, query, body }) {
      const match = router.match(method, path, () => undefined)
      const labels = Object.entries(match?.labels ?? {}).map(([name, value]) => [
        name,
        decodeURIComponent(value),
      ])
      const sent = body.length === 0 ? {} : (JSON.parse(body.toString()) as object)
      const parameters = Object.fromEntries(new URLSearchParams(query))
      return {
        name: match?.operation ?? `${method} ${path}`,
        input: { ...sent, ...parameters, ...Object.fromEntries(labels) },
      }
    },
    write(_name, output) {
      if (output instanceof FakeError) return jsonError(output)
      const body = JSON.stringify(output, function (this: FakeInput, name, value: unknown) {
        const raw = this[name]
        return raw instanceof Date ? raw.getTime() / 1000 : value
      })
      return { status: 200, headers: { 'content-type': 'application/json' }, body }
    },
  }
}

/** Static schemas: `[kind, namespace, name, traits, input, output]`; 9 is an operation. */
function operationsOf(sdk: object): OperationSchema[] {
  return Object.values(sdk)
    .filter((value): value is unknown[] => Array.isArray(value) && value[0] === 9)
    .map((schema) => {
      const [, , name, traits, input, output] = schema as [number, string, string, unknown, Ref, Ref]
      return {
        name,
        http: (traits as { http?: [string, string, number] } | undefined)?.http ?? null,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
      }
    })
}

type Ref = Parameters<typeof NormalizedSchema.of>[0]
