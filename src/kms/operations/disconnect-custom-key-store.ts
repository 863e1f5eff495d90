import { onCustomKeyStore } from '../custom-key-stores.ts'

export const disconnectCustomKeyStore = onCustomKeyStore('DisconnectCustomKeyStore')
