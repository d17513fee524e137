import { replicating } from './replica-set.ts'

/** The ReplicaSet's forerunner; it doesn't roll out either, so that pods of an earlier template stay until somebody deletes them. */
export const replicationController = replicating('', 'ReplicationController')
