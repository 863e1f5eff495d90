import { onCustomKeyStore } from '../custom-key-stores.ts'

export const deleteCustomKeyStore = onCustomKeyStore('DeleteCustomKeyStore')
