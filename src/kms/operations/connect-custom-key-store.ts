import { onCustomKeyStore } from '../custom-key-stores.ts'

export const connectCustomKeyStore = onCustomKeyStore('ConnectCustomKeyStore')
