import { shownLine } from '../../masking/shown.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Start } from '../../workflow/run/events.ts'
import type { Pen } from '../terminal/screen.ts'

/** Where the releases of a set go: each cluster is told once. */
export class Places {
  readonly #told = new Set<string>()

  /** `cluster eu: kube context prod-eu, https://10.0.0.1:6443`. */
  tell({ kubeContext, server, as }: Omit<Start, 'type'>, { cluster }: SetRelease, pen: Pen): void {
    const key = JSON.stringify([cluster, kubeContext, server, as])
    if (this.#told.has(key)) return
    this.#told.add(key)
    const place = [kubeContext === '' ? [] : `kube context ${kubeContext}`, server, as === undefined ? [] : `as ${as}`]
    const where = place.flat().map((part) => shownLine(part, pen.redact))
    pen.safeLine(`${cluster === undefined ? '' : `cluster ${pen.colour.bold(cluster)}: `}${where.join(', ')}`)
  }
}
