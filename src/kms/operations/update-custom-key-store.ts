import { onCustomKeyStore } from '../custom-key-stores.ts'

export const updateCustomKeyStore = onCustomKeyStore('UpdateCustomKeyStore')
