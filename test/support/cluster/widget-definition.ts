/** A version of the kind `Widget`; the last one is stored. */
interface Version {
  readonly name: string
  /** Default true. */
  readonly served?: boolean
  /** OpenAPI. Default: whatever fields. */
  readonly schema?: object
  /** Whether its status is a subresource. Default false. */
  readonly hasStatus?: boolean
}

const anyFields = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** The CustomResourceDefinition of `Widget` (`widgets.GROUP`), in a group of one test alone; by default one version, `v1`. */
export function widgetDefinition(group: string, versions: readonly Version[] = [{ name: 'v1' }]) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
      versions: versions.map(({ name, served = true, schema = anyFields, hasStatus = false }, index) => ({
        name,
        served,
        storage: index === versions.length - 1,
        schema: { openAPIV3Schema: schema },
        ...(hasStatus ? { subresources: { status: {} } } : {}),
      })),
    },
  }
}
