import { createPages } from '../../resources/page.ts'
import { pageTokenInvalid } from './errors.ts'

export const { pageToken, readPageToken, cutPage, listPage } = createPages(pageTokenInvalid)
