/** What one job of a pipeline showed, and how it ended. */
export interface JobLog {
  readonly job: string
  readonly log: string
  readonly result: string
}

/**
 * The logs of a pipeline's jobs as a golden holds them: what differs from run to run is made equal, lines about passing states of a
 * rollout are left out, and so is what npm and Node say of a package and of tests, which differs by their version.
 * @param namespace what the example's namespaces begin with in this run; `shop` is shown
 */
export function shownLogs(jobs: readonly JobLog[], namespace: string): string {
  return jobs.map(({ job, log, result }) => `=== ${job}: ${result}\n${shownText(log, namespace)}`).join('\n')
}

/** One text of such a run, made equal in the same way. */
export function shownText(log: string, namespace: string): string {
  const esc = '\u001b'
  const text = log
    .replaceAll('\r', '\n')
    .replaceAll(new RegExp(`${esc}\\[[0-9;]*[A-Za-z]`, 'g'), '')
    .replaceAll(namespace, 'shop')
    .replaceAll(/\bsection_(start|end):\d+:/g, 'section_$1:TIME:')
    .replaceAll(/\b(shop)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-HASH-POD')
    .replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, 'https://SERVER')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://SHOP')
    .replaceAll(/,\n +kube context/g, ', kube context')
    .replaceAll(/\bkube context \S+, /g, 'kube context CONTEXT, ')
    .replaceAll(/kube context `[^`]*`/g, 'kube context `CONTEXT`')
    .replaceAll(/(<!-- kdeploy diff: .*)@\S+ -->/g, '$1@CONTEXT -->')
    .replaceAll(/commit `[0-9a-f]{12}`/g, 'commit `COMMIT`')
    .replaceAll(/(jobs|runs)\/\d+/g, '$1/NUMBER')
    .replaceAll(/\b[0-9a-f]{40}\b/g, 'COMMIT')
    .replaceAll(/\d+\.\d s\b/g, 'SECONDS s')
    .replaceAll(/\(apply by \S+, [^)]*\)/g, '(apply by USER@HOST, TIME)')
    .replaceAll(/\/\S*\/(kdeploy-(?:words|kubeconfig)|\.kube\/config)\b\S*/g, '/HOME/$1')
    .replaceAll('ErrImagePull', 'ImagePullBackOff')
  const lines = text.split('\n').map((line) => line.trimEnd())
  const shown = folded(
    `${lines.filter((line, index) => line !== '' && !isPassing(line) && line !== lines[index - 1]).join('\n')}\n`,
  )
  return sortedWrites(statusAfterAnnotations(messagesAfterDiff(shown)))
}

/** A fold as a reader sees it before it is opened: its title, or what gitlab-ci-local shows of its name. Whether anything was waited for depends on the machine. */
function folded(text: string): string {
  return text
    .replaceAll(/^\W*::group::(.*)\n[\s\S]*?^\W*::endgroup::\n/gm, '> $1\n')
    .replaceAll(/^kdeploy_(\w+?)_[a-z0-9]+_[a-z0-9]+_\d+_started\n[\s\S]*?^kdeploy_\w+ took .*\n/gm, '> $1\n')
    .replaceAll(/^> waiting.*\n/gm, '')
}

/** act carries a step's annotations out while it sees the step end: which it says first is chance. */
function statusAfterAnnotations(text: string): string {
  return text.replaceAll(/^(exit status \d+\n)((?:\W*::(?:error|warning|notice).*\n)+)/gm, '$2$1')
}

/** A runner reads stderr and stdout apart: whether messages stand before or after the diff is chance. */
function messagesAfterDiff(text: string): string {
  return text.replaceAll(
    /^((?:the plan was written to|commented on) .*\n(?:the plan was written to .*\n)?)(--- .*\n\+\+\+ .*\n(?:(?:@@|[+ ]|-(?!--)).*\n)+)/gm,
    '$2$1',
  )
}

/** Objects of one wave are written at once. */
function sortedWrites(text: string): string {
  return text.replaceAll(
    /(?:^(?:created|changed) .*\n)+/gm,
    (lines) => `${lines.trimEnd().split('\n').sort().join('\n')}\n`,
  )
}

function isPassing(line: string): boolean {
  return /^waiting |^npm (notice|warn)|^[ℹ✔] |^\[.*npm|^shop-\d/.test(line)
}
