import type { Json } from '../../manifest/types.ts'
import type { ResponseLimit } from '../connection/limits.ts'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without the query. */
  readonly path: string
  /** undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined
  readonly body?: Json | undefined
  /** Default: application/json. */
  readonly contentType?: string | undefined
  readonly accept?: string | undefined
  /** How much of a successful answer is read. Default: an object's. */
  readonly limit?: ResponseLimit | undefined
  /** What is longer than the limit is cut off there. Default: it is an error. */
  readonly cut?: boolean | undefined
  /** The request is idempotent. Default: only GET. */
  readonly repeatable?: boolean | undefined
  /**
   * Asked before each try, and may refuse it by throwing: thrown as it is where nothing was sent, else the failure of the last
   * try that the server may have carried out.
   */
  readonly before?: (() => Promise<void>) | undefined
  /** Told when it is tried again although an earlier try may have been carried out. */
  readonly onRepeat?: (() => void) | undefined
  readonly signal?: AbortSignal | undefined
}
