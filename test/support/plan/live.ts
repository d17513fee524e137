import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** An entry of managedFields. */
export const entry = (manager: string, operation: string, fieldsV1: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ manager, operation, apiVersion: 'apps/v1', time: '2026-11-21T05:00:00Z', fieldsType: 'FieldsV1', fieldsV1 },
  ...more,
})

/** A Deployment with this spec and these entries. */
export const deployment = (spec: JsonObject, managedFields: readonly Json[] = [], metadata: JsonObject = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'ns',
      uid: 'u',
      resourceVersion: '7',
      managedFields: [...managedFields],
      ...metadata,
    },
    spec,
  }) satisfies KubeObject
