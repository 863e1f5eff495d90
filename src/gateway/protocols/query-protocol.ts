/** AWS Query: a form with `Action` in, XML out (Smithy, "AWS Query protocol"). */

import { XmlShapeSerializer } from '@aws-sdk/core/protocols'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { ApiDescription } from '../apis.ts'
import { malformedHttpRequest, serializationFailure, unknownAction, unknownOperation } from '../errors.ts'
import type { Incoming } from '../incoming.ts'
import { bodyText } from './json-text.ts'
import { parseParameters } from './percent.ts'
import type { ErrorEncoder, Protocol } from './protocol.ts'
import { compileFormReader } from './query-reader.ts'

export function createQueryProtocol(
  api: ApiDescription,
  operations: ReadonlySet<string>,
  parametersMax: number,
): Protocol {
  const { contentType } = api
  return {
    route(request) {
      const form = readForm(request, parametersMax)
      const action = form.get('Action')
      if (action === undefined) throw unknownOperation('The request must contain the parameter Action.')
      const version = form.get('Version') ?? api.version
      if (version !== api.version || !operations.has(action))
        throw unknownAction(action.slice(0, 128), version.slice(0, 32))
      return { operation: action, labels: null, form }
    },
    codec({ name, input, output }) {
      const read = compileFormReader(input)
      const write = output.isUnitSchema() ? () => '' : resultWriter(name, output, api)
      const open = `<${name}Response xmlns="${api.xmlNamespace}">`
      return {
        decode: (_request, { form }) => read(form ?? new Map()),
        encode: (value, requestId) => ({
          status: 200,
          contentType,
          headers: null,
          body: `${open}${write(value ?? {})}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
        }),
      }
    },
  }
}

/** `<ErrorResponse>` of the API's namespace; `Type` says whose fault it is. */
export function createQueryErrorEncoder(api: ApiDescription): ErrorEncoder {
  return ({ code, status, message }, requestId) => {
    const type = status < 500 ? 'Sender' : 'Receiver'
    const error = `<Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`
    const body = `<ErrorResponse xmlns="${api.xmlNamespace}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
    return { status, contentType: api.contentType, headers: null, body }
  }
}

/** A POST's form, or the query of a GET (presigned calls such as GetCallerIdentity). */
function readForm({ method, query, body }: Incoming, parametersMax: number): Map<string, string> {
  if (method !== 'POST' && method !== 'GET') throw unknownOperation('The request must be a POST or a GET.')
  const form = new Map<string, string>()
  const parameters = [
    ...parseParameters(query, false, parametersMax),
    ...(method === 'POST' ? parseParameters(bodyText(body), true, parametersMax) : []),
  ]
  for (const { name, value } of parameters) {
    if (form.has(name)) throw malformedHttpRequest('A parameter occurs more than once.')
    if (!value.isWellFormed() || !name.isWellFormed())
      throw serializationFailure('A text is not valid Unicode.')
    form.set(name, value)
  }
  return form
}

/** The SDK's serializer writes the shape; the element around it is named after the operation. */
function resultWriter(
  name: string,
  output: NormalizedSchema,
  api: ApiDescription,
): (value: unknown) => string {
  const serializer = new XmlShapeSerializer({
    httpBindings: false,
    timestampFormat: { useTrait: true, default: 5 },
    xmlNamespace: '',
    serviceNamespace: `com.amazonaws.${api.version}`,
  })
  return (value) => {
    serializer.write(output, value)
    const element = String(serializer.flush())
    const inner = element.endsWith('/>')
      ? ''
      : element.slice(element.indexOf('>') + 1, element.lastIndexOf('</'))
    return `<${name}Result>${inner}</${name}Result>`
  }
}

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Also drops what XML 1.0 cannot hold at all (section 2.2, "Char"): messages repeat what the caller sent. */
function escapeXml(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uFFFD]/g, '').replace(/[&<>"']/g, (char) => xmlEscapes[char] as string)
}
