// Stands in for node-fetch in the bundle (see build.js).
export default function fetch() {
  throw new Error('kdeploy talks to the API server through src/cluster/transport/transport.ts only')
}
export class FormData {}
export class Headers {}
export class Response {}
export class Request {}
export class AbortError extends Error {}
export class FetchError extends Error {}
