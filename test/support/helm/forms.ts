/**
 * A ConfigMap `form` as charts may render it, each of its own: block and flow style, JSON, anchors, quoted keys, line ends. Every one
 * means the same object but for its data and annotations.
 */
export const forms: Readonly<Record<string, string>> = {
  'without annotations':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\ndata:\n  text: |\n    a\n    --- b\n',
  'with annotations':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations:\n    # of: chart\n    of: chart\n',
  'with annotations first': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    of: chart\n  name: form\n',
  'with empty annotations': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations: # none\n  name: form\n',
  'with empty annotations at the end': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations:\n',
  'with null annotations': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations: null\n',
  'with {} annotations': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations: {}\n  name: form\n',
  'with { } annotations': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations: { }\n  name: form\n',
  'with flow annotations': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations: {of: chart}\n',
  'with flow annotations over lines':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations: {\n    of: chart,\n    by: "me" }\n',
  'with flow metadata': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: form}\n',
  'in flow style': '{apiVersion: v1, kind: ConfigMap, metadata: {name: form}}\n',
  'as JSON': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "form", "annotations": {}}}\n',
  'as JSON over lines':
    '{\n  "apiVersion": "v1",\n  "kind": "ConfigMap",\n  "metadata": {\n    "name": "form",\n    "annotations": {\n      "of": "chart"\n    }\n  }\n}\n',
  'with quoted keys':
    '"apiVersion": v1\n\'kind\': ConfigMap\n"metadata":\n  "name": form\n  "annotations":\n    "of": chart\n',
  'indented as a whole': '  apiVersion: v1\n  kind: ConfigMap\n  metadata:\n      name: form\n',
  'with metadata first': 'metadata:\n  name: form\napiVersion: v1\nkind: ConfigMap\n',
  'with an explicit key': 'apiVersion: v1\nkind: ConfigMap\n? metadata\n: name: form\n',
  'with CRLF': 'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: form\r\n  annotations:\r\n    of: chart\r\n',
  'with CRLF and no annotations': 'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: form\r\n',
  'with shared annotations':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  labels: &shared\n    of: chart\n  annotations: *shared\n',
  'with annotations that are shared':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations: &shared {of: chart}\n  labels: *shared\n',
  'with merged metadata': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  <<: {name: form}\n  labels: {of: chart}\n',
  'with an anchor that nobody uses':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: form\n  annotations: &a\n    of: chart\n',
  'with a tag': 'apiVersion: v1\nkind: ConfigMap\nmetadata: !!map\n  name: !!str form\n',
  'with comments everywhere':
    '# a\napiVersion: v1 # b\n# c\nkind: ConfigMap\nmetadata: # d\n  # e\n  name: form # f\n  # g\ndata: {} # h\n# i\n',
  'with a block scalar that ends it':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\ndata:\n  text: |+\n    a\n\n',
  'with the policy in its data':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\ndata:\n  text: |\n    helm.sh/resource-policy: keep\n',
}

/** Those that can't be edited where they stand, and are written anew. */
export const rewrittenForms: ReadonlySet<string> = new Set([
  'with null annotations',
  'with an explicit key',
  'with shared annotations',
  'with annotations that are shared',
  'with merged metadata',
])
