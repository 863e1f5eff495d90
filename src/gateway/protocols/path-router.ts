/**
 * Method and path → operation, by the `http` traits. The most specific path wins: text before a label before a greedy
 * label, and a path with a literal query (`?sync`) before the same path without.
 */

export interface PathRoute {
  readonly operation: string
  readonly method: string
  /** `/applications/{applicationId}/conversations?sync` */
  readonly template: string
}

export interface PathMatch {
  readonly operation: string
  /** Still percent-encoded. */
  readonly labels: Readonly<Record<string, string>>
}

interface Leaf {
  readonly operation: string
  readonly method: string
  readonly labelNames: readonly string[]
  readonly literalQuery: readonly (readonly [string, string])[]
}

interface Node {
  readonly texts: Map<string, Node>
  label: Node | null
  readonly leaves: Leaf[]
  readonly greedyLeaves: Leaf[]
}

export interface PathRouter {
  /** `query` looks a parameter up. Null when nothing fits. */
  match(method: string, path: string, query: (name: string) => string | undefined): PathMatch | null
}

export function createPathRouter(routes: readonly PathRoute[]): PathRouter {
  const root = newNode()
  for (const route of routes) addRoute(root, route)
  return {
    match(method, path, query) {
      const segments = path.split('/')
      if (segments.shift() !== '') return null
      if (segments.length > 1 && segments.at(-1) === '') segments.pop()
      // The signature is over the path with dot segments resolved: whoever rewrites a request on its way could otherwise
      // turn the deletion of one thing into that of another without breaking it.
      if (segments.some((segment) => segment === '.' || segment === '..')) return null
      return descend(root, segments, 0, [], (leaf) => {
        return leaf.method === method && leaf.literalQuery.every(([name, value]) => query(name) === value)
      })
    },
  }
}

function newNode(): Node {
  return { texts: new Map(), label: null, leaves: [], greedyLeaves: [] }
}

function addRoute(root: Node, { operation, method, template }: PathRoute): void {
  const [path = '', literals = ''] = template.split('?')
  const labelNames: string[] = []
  const literalQuery = literals === '' ? [] : literals.split('&').map(literalPair)
  let node = root
  let leaves = root.leaves
  // Bedrock Agents' templates end in a slash; requests are matched without.
  for (const segment of path
    .replace(/(?<=.)\/$/, '')
    .split('/')
    .slice(1)) {
    const label = /^\{([^}+]+)(\+?)\}$/.exec(segment)
    if (label === null) {
      const next = node.texts.get(segment) ?? newNode()
      node.texts.set(segment, next)
      node = next
      leaves = node.leaves
    } else {
      labelNames.push(label[1] as string)
      if (label[2] === '+') {
        leaves = node.greedyLeaves
      } else {
        node = node.label ??= newNode()
        leaves = node.leaves
      }
    }
  }
  leaves.push({ operation, method, labelNames, literalQuery })
  leaves.sort((a, b) => b.literalQuery.length - a.literalQuery.length)
}

function literalPair(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split('=')
  return [name, value]
}

function descend(
  node: Node,
  segments: readonly string[],
  depth: number,
  values: readonly string[],
  fits: (leaf: Leaf) => boolean,
): PathMatch | null {
  if (depth === segments.length) return toMatch(node.leaves.find(fits), values)
  const segment = segments[depth] as string
  const text = node.texts.get(segment)
  const byText = text === undefined ? null : descend(text, segments, depth + 1, values, fits)
  if (byText !== null) return byText
  if (segment === '') return null
  const byLabel =
    node.label === null ? null : descend(node.label, segments, depth + 1, [...values, segment], fits)
  if (byLabel !== null) return byLabel
  return toMatch(node.greedyLeaves.find(fits), [...values, segments.slice(depth).join('/')])
}

function toMatch(leaf: Leaf | undefined, values: readonly string[]): PathMatch | null {
  if (leaf === undefined) return null
  const labels: Record<string, string> = {}
  leaf.labelNames.forEach((name, i) => {
    labels[name] = values[i] as string
  })
  return { operation: leaf.operation, labels }
}
