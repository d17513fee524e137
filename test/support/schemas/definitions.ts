/** A CustomResourceDefinition of the kind Widget whose spec has some properties, as YAML. */
export function definition(properties: string, version = 'served: true', more = ''): string {
  return `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.shop.example}
spec:
  group: shop.example
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - name: v1
    storage: true
    ${version.split(', ').join('\n    ')}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties: ${properties}
            ${more}
`
}
