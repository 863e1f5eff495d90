import { createPages } from '../../resources/page.ts'
import { pageTokenInvalid } from './errors.ts'

export const { cutPage, listPage, pageToken, readPageToken } = createPages(pageTokenInvalid)
