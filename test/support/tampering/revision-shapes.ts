import { gzipSync } from 'node:zlib'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** How somebody who may write Secrets changed one, and what is said of it. */
export interface Shape {
  readonly tamper: (secret: KubeObject) => KubeObject
  readonly because: string
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const packed = (text: string) => gzipSync(text).toString('base64')

const withData = (data: JsonObject, because: string): Shape => ({
  tamper: (secret) => ({ ...secret, data: { ...(secret['data'] as JsonObject), ...data } }),
  because,
})
const withMetadata = (metadata: JsonObject, because: string): Shape => ({
  tamper: (secret) => ({ ...secret, metadata: { ...secret.metadata, ...metadata } }),
  because,
})
const annotated = (annotations: JsonObject, because: string): Shape => ({
  tamper: (secret) => {
    const all = { ...(secret.metadata['annotations'] as JsonObject), ...annotations }
    return { ...secret, metadata: { ...secret.metadata, annotations: all } }
  },
  because,
})
const labelled = (labels: JsonObject, because: string): Shape => ({
  tamper: (secret) => {
    const all = { ...(secret.metadata['labels'] as JsonObject), ...labels }
    return { ...secret, metadata: { ...secret.metadata, labels: all } }
  },
  because,
})
const facts = (change: JsonObject, because: string): Shape => ({
  tamper: (secret) => {
    const data = secret['data'] as Record<string, string>
    const known = JSON.parse(Buffer.from(data['revision'] ?? '', 'base64').toString()) as JsonObject
    return { ...secret, data: { ...data, revision: base64(JSON.stringify({ ...known, ...change })) } }
  },
  because,
})
const manifests = (text: string, because: string) => withData({ manifests: packed(text) }, because)
const one = (entry: string, because: string) => manifests(`[${entry}]`, because)
const object = (text: string, because: string) => one(`{"template": "t", "sensitive": [], "object": ${text}}`, because)
const sensitive = (text: string, because: string) =>
  one(`{"template": "t", "object": ${configMap}, "sensitive": ${text}}`, because)
const adopted = (text: string, because: string) => withData({ adopted: packed(text) }, because)
const outside = (member: unknown, because: string) => facts({ outside: [member] as never }, because)

const configMap = '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}'
const ref = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', name: 'a' }

/** Forms that a revision can be given, by those who may write Secrets. */
export const shapes: Readonly<Record<string, Shape>> = {
  'no data': { tamper: ({ data: _, ...secret }) => secret as KubeObject, because: 'its data is not a map' },
  'data a list': { tamper: (secret) => ({ ...secret, data: [] }), because: 'its data is not a map' },
  'no facts': withData({ revision: null }, 'its metadata: not text'),
  'facts not base64': withData({ revision: '%%%%' }, 'its metadata: not base64'),
  'facts not UTF-8': withData({ revision: Buffer.from([0xff, 0xfe]).toString('base64') }, 'its metadata: not UTF-8'),
  'facts not JSON': withData({ revision: base64('{') }, "its metadata can't be read as JSON"),
  'facts null': withData({ revision: base64('null') }, 'its metadata is not a map'),
  'facts a list': withData({ revision: base64('[]') }, 'its metadata is not a map'),
  'facts nested deeply': withData({ revision: base64('['.repeat(9999)) }, 'its metadata: nested more than 200 levels'),
  'number 1e300': facts({ number: 1e300 }, 'its number is not a positive integer'),
  'number negative': facts({ number: -2 }, 'its number is not a positive integer'),
  'number a fraction': facts({ number: 1.5 }, 'its number is not a positive integer'),
  'number text': facts({ number: '2' }, 'its number is not a positive integer'),
  'number of another': facts({ number: 3 }, 'its metadata names revision 3'),
  'number of 64 bits': withData(
    { revision: base64('{"number": 9223372036854775807}') },
    'its number is not a positive integer',
  ),
  'writes a list': facts({ writes: [] }, 'its list of writes is not a map'),
  'writes without a number': facts({ writes: { created: 1 } }, 'changed of its list of writes is not a whole number'),
  'writes negative': facts({ writes: { created: -1 } }, 'created of its list of writes is not a whole number'),
  'status unknown': facts({ status: 'great' }, 'its status is unknown'),
  'status unreadable': facts({ status: 'unreadable' }, 'its status is unknown'),
  'status of every object': facts({ status: 'constructor' }, 'its status is unknown'),
  'status a list': facts({ status: ['failed'] }, 'its status is not text'),
  'createdAt a number': facts({ createdAt: 5 }, 'its start time is not text'),
  'createdAt no time': facts({ createdAt: 'yesterday' }, 'its start time is not a time'),
  'createdAt with an escape': facts({ createdAt: '2026-11-21T06:00:00Z\u001b[2J' }, 'its start time is not a'),
  'finishedAt no time': facts({ finishedAt: '2026-99-99T06:00:00Z' }, 'its end time is not a time'),
  'by null': facts({ by: null }, 'who deployed it is not text'),
  'command a map': facts({ command: {} }, 'its command is not text'),
  'version a number': facts({ kdeployVersion: 1 }, 'its kdeploy version is not text'),
  'reason a list': facts({ reason: ['x'] }, 'its reason is not text'),
  'cutOff text': facts({ cutOff: 'true' }, 'cutOff is not true or false'),
  'untouched a number': facts({ untouched: 1 }, 'untouched is not true or false'),
  'unwritten a number': facts({ unwritten: 1 }, 'its list of what was not written is not a list'),
  'unwritten negative': facts({ unwritten: [-1] }, 'item 1 of its list of what was not written is not a whole number'),
  'restores zero': facts({ restores: 0 }, 'the number of the revision that it restores is not a positive integer'),
  'restores text': facts({ restores: '1' }, 'the number of the revision that it restores is not a positive integer'),
  'barriers a map': facts({ barriers: {} as never }, 'its list of undo barriers is not a list'),
  'a barrier without a text': facts(
    { barriers: [{ ref, revision: 1 }] as never },
    'the text of item 1 of its list of undo barriers is not text',
  ),
  'a barrier of no object': facts(
    { barriers: [{ text: 'a', revision: 1 }] as never },
    'the reference of item 1 of its list of undo barriers is not',
  ),
  'a barrier of no revision': facts(
    { barriers: [{ text: 'a', ref, revision: 0 }] as never },
    'the revision of item 1 of its list of undo barriers is not a positive integer',
  ),
  'outside a map': facts({ outside: {} }, 'its list of members outside is not a list'),
  'outside without a reference': outside({ uid: 'u' }, 'the reference of item 1 of its list of members outside is not'),
  'outside without a UID': outside({ ref }, 'the UID of item 1 of its list of members outside is not text'),
  'outside in no namespace': outside(
    { ref: { ...ref, namespace: '../x' }, uid: 'u' },
    'the namespace of item 1 of its',
  ),
  'outside with a path for a name': outside(
    { ref: { ...ref, name: '..' }, uid: 'u' },
    'the name of item 1 of its list',
  ),
  'no manifests': withData({ manifests: null }, 'its manifests: not text'),
  'manifests not packed': withData({ manifests: base64('[]') }, "its manifests can't be unpacked"),
  'manifests cut off': {
    tamper: (secret) => {
      const data = secret['data'] as Record<string, string>
      return { ...secret, data: { ...data, manifests: (data['manifests'] ?? '').slice(0, 40) } }
    },
    because: "its manifests can't be unpacked",
  },
  'manifests null': manifests('null', 'its list of manifests is not a list'),
  'manifests a map': manifests('{"length": 3}', 'its list of manifests is not a list'),
  'manifests nested deeply': manifests('['.repeat(100_000), 'its manifests: nested more than 200 levels deep'),
  'manifests without end': manifests(`[${'0,'.repeat(3_000_000)}0]`, 'its manifests: more than 300000 values'),
  'manifests a bomb': manifests(`["${'x'.repeat(40 * 1024 * 1024)}"]`, 'its manifests unpack to more than 32 MiB'),
  'a manifest null': one('null', 'item 1 of its list of manifests is not a map'),
  'a manifest without a template': one(
    `{"sensitive": [], "object": ${configMap}}`,
    'the template of item 1 of its list',
  ),
  'an object null': object('null', 'the object of item 1 of its list of manifests is not a map'),
  'an object without metadata': object(
    '{"apiVersion": "v1", "kind": "ConfigMap"}',
    'item 1 of its list of manifests is not a manifest: ConfigMap has no metadata.name',
  ),
  'an object with a path for a name': object(
    '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "../../secrets"}}',
    'item 1 of its list of manifests is not a manifest: metadata.name of ConfigMap',
  ),
  'an object of no kind': object(
    '{"apiVersion": "v1", "kind": 5, "metadata": {"name": "a"}}',
    'item 1 of its list of manifests is not a manifest: kind of the object a must be a string',
  ),
  'an object of no version': object(
    '{"apiVersion": "v1/../..", "kind": "ConfigMap", "metadata": {"name": "a"}}',
    'item 1 of its list of manifests is not a manifest: apiVersion of ConfigMap a must be a version such as apps/v1',
  ),
  'an object with __proto__ for metadata': object(
    '{"apiVersion": "v1", "kind": "ConfigMap", "__proto__": {"metadata": {"name": "a"}}}',
    'item 1 of its list of manifests is not a manifest: ConfigMap has no metadata.name',
  ),
  'an object with numbers for labels': object(
    '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"a": 5}}}',
    'item 1 of its list of manifests is not a manifest: metadata.labels.a of ConfigMap a must be a string',
  ),
  'an object with a list for a namespace': object(
    '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": ["b"]}}',
    'item 1 of its list of manifests is not a manifest: metadata.namespace of ConfigMap a must be a string',
  ),
  'sensitive missing': one(
    `{"template": "t", "object": ${configMap}}`,
    'the list of sensitive fields of item 1 of its',
  ),
  'sensitive a map': sensitive('{}', 'the list of sensitive fields of item 1 of its list of manifests is not a list'),
  'a sensitive field null': sensitive('[null]', 'item 1 of the list of sensitive fields of item 1 of its list'),
  'a sensitive path text': sensitive(
    '[{"path": "a.b", "texts": [], "isKey": false}]',
    'the path of item 1 of the list of',
  ),
  'a sensitive path of fractions': sensitive(
    '[{"path": [1.5], "texts": [], "isKey": false}]',
    'item 1 of the path of item 1 of the list of sensitive fields of item 1 of its list of manifests is neither',
  ),
  'sensitive texts of numbers': sensitive(
    '[{"path": [], "texts": [1], "isKey": false}]',
    'item 1 of the list of texts of',
  ),
  'adopted null': adopted('null', 'its list of adopted objects is not a list'),
  'an adopted object missing': adopted('[{}]', 'the object of item 1 of its list of adopted objects is not a map'),
  'an adopted object without a UID': adopted(`[{"object": ${configMap}}]`, 'the UID of item 1 of its list of adopted'),
  'an adopted object with managedFields a map': adopted(
    '[{"object": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "uid": "u", "managedFields": {}}}}]',
    'the list of managedFields of item 1 of its list of adopted objects is not',
  ),
  'adopted not base64': withData({ adopted: '!' }, 'its adopted objects: not base64'),
  'no annotations': withMetadata({ annotations: null }, 'its list of annotations is not a map'),
  'annotations a list': withMetadata({ annotations: ['a'] }, 'its list of annotations is not a map'),
  'no labels': withMetadata({ labels: null }, 'its list of labels is not a map'),
  'another schema': annotated(
    { 'kdeploy.dev/schema': '3' },
    'its schema is 3, but this version of kdeploy reads up to 2',
  ),
  'the schema of one in parts': annotated({ 'kdeploy.dev/schema': '2' }, 'its list of parts is not text'),
  'another release': annotated({ 'kdeploy.dev/identity': 'a/b/c' }, 'it does not name the release trading/prod_cthulu'),
  'labelled as another': labelled({ 'kdeploy.dev/revision': '3' }, 'its label does not name revision 2'),
  'labelled with a number': labelled({ 'kdeploy.dev/revision': 2 }, 'its label does not name revision 2'),
  'of another type': {
    tamper: (secret) => ({ ...secret, type: 'Opaque' }),
    because: 'its type is not kdeploy.dev/revision',
  },
  'an outcome that is no JSON': annotated({ 'kdeploy.dev/outcome': '{' }, "its outcome can't be read as JSON"),
  'an outcome null': annotated({ 'kdeploy.dev/outcome': 'null' }, 'its outcome is not a map'),
  'an outcome of no status': annotated({ 'kdeploy.dev/outcome': '{"status": "good"}' }, 'its status is unknown'),
}
