import type { Api } from '../api.ts'
import { type Page, pages } from './pages.ts'

/** One page with everything, listed once in a scan however many collectors start from it. For short lists only: it is kept. */
export async function* listedOnce<Item>(
  api: Api,
  name: string,
  read: (token: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  yield await api.once(name, async () => {
    const all: Item[] = []
    for await (const items of pages(read)) all.push(...items)
    return all
  })
}
