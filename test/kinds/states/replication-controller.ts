import { replicating } from './replica-set.ts'

export const states = replicating('v1', 'ReplicationController')
