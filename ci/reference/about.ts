/** What the definitions of the commands don't say: which codes each exits with, and where it is explained. */
export interface About {
  /** Besides 2, 70, 130 and 143, which every command may exit with. */
  readonly exits: readonly number[]
  /** Pages of docs, each by its path below docs/ and what a reader calls it. */
  readonly pages: readonly (readonly [path: string, title: string])[]
}

const waiting = ['deploying/waiting.md', 'waiting'] as const
const conflicts = ['deploying/conflicts.md', 'conflicts'] as const
const plans = ['deploying/plans.md', 'approved plans'] as const
const releases = ['deploying/releases.md', 'releases'] as const
const freezing = ['deploying/freezing.md', 'freezes and expiry'] as const
const undo = ['deploying/undo.md', 'undo'] as const
const status = ['operating/status.md', 'status and restart'] as const
const output = ['reference/output.md', 'output'] as const
const variables = ['rendering/variables.md', 'profiles and variables'] as const
const templates = ['rendering/templates.md', 'templates'] as const

export const about: Readonly<Record<string, About>> = {
  render: { exits: [0, 3], pages: [templates, variables, ['operating/secrets.md', 'secrets']] },
  diff: { exits: [0, 1, 3, 4], pages: [['deploying/diff.md', 'diff'], plans, ['ci/comments.md', 'comments']] },
  apply: {
    exits: [0, 3, 4, 5, 6],
    pages: [
      ...[['deploying/checks-and-waves.md', 'checks and waves'] as const, waiting, conflicts],
      ...[['deploying/adopting.md', 'adopting'] as const, ['deploying/hooks.md', 'hooks'] as const, plans],
    ],
  },
  promote: { exits: [0, 3, 4, 5, 6], pages: [['deploying/promoting.md', 'promotion'], waiting] },
  undo: { exits: [0, 3, 4, 5], pages: [undo, waiting] },
  restart: { exits: [0, 3, 4, 5], pages: [status, waiting] },
  delete: { exits: [0, 3, 4, 5], pages: [releases] },
  rename: { exits: [0, 3, 4], pages: [releases] },
  freeze: { exits: [0, 3], pages: [freezing] },
  sweep: { exits: [0, 3, 4, 5], pages: [freezing, releases] },
  thaw: { exits: [0, 3], pages: [freezing] },
  history: { exits: [0, 3], pages: [undo, output] },
  'history show': { exits: [0, 3], pages: [output] },
  'history diff': { exits: [0, 3], pages: [output] },
  status: { exits: [0, 1, 3, 5], pages: [status, output] },
  images: { exits: [0, 3], pages: [['operating/images.md', 'images']] },
  validate: {
    exits: [0, 3],
    pages: [
      ['rendering/validate.md', 'validate'],
      ['ci/comments.md', 'comments'],
    ],
  },
  test: { exits: [0], pages: [['rendering/tests.md', 'tests']] },
  explain: { exits: [0, 3], pages: [variables] },
  profiles: { exits: [0], pages: [variables] },
  changed: { exits: [0, 1], pages: [['ci/changed.md', 'what a commit changed'], output] },
  init: {
    exits: [0, 3],
    pages: [
      ['start/init.md', 'a new project'],
      ['rendering/library.md', 'the library of templates'],
    ],
  },
  completion: { exits: [0], pages: [['reference/completion.md', 'completion']] },
}

/** What each exit code means, in a line. */
export const exitMeanings: Readonly<Record<number, string>> = {
  0: 'done; for diff: no difference',
  1: 'there are differences (diff, status --exit-code); nothing else exits 1',
  2: 'invalid input; nothing was written',
  3: "the cluster can't be reached, or refuses",
  4: "conflict: another field manager, another release's object, a held lock, a stale plan",
  5: 'applied, but a workload or a hook failed or timed out',
  6: 'as 5, and with --undo-on-failure the last good revision was restored',
  70: "a bug in kdeploy, or stdout couldn't be written",
  130: 'interrupted by Ctrl-C; the state is recorded, the lock released',
  143: 'ended by SIGTERM; the state is recorded, the lock released',
}

/** Variables that stand for no option. */
export const otherVariables: readonly (readonly [name: string, meaning: string])[] = [
  ['PROFILE', 'the profile, where --profile and the argument name none'],
  ['KDEPLOY_HISTORY_KEY', 'the key that signs what a release records, and that undo checks'],
  ['KDEPLOY_PLAN_KEY', 'the key by which the sensitive values of an approved plan are compared'],
  ['KDEPLOY_PAGER', 'the pager of long diffs, before PAGER; empty or cat: none'],
  ['KDEPLOY_EXTERNAL_DIFF', 'the program that kdeploy diff -o unified shows a diff with'],
  ['KDEPLOY_GITHUB_TOKEN', 'the token that --comment writes to GitHub with, before GITHUB_TOKEN'],
  ['KDEPLOY_GITLAB_TOKEN', 'the token that --comment writes to GitLab with, before GITLAB_TOKEN'],
  ['KUBECONFIG', 'the kubeconfig files, as kubectl reads them'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the proxy to the API server'],
  ['NO_COLOR, FORCE_COLOR', 'no colours; colours even into a pipe'],
]

/** Files that a person writes, or kdeploy reads. */
export const files: readonly (readonly [path: string, meaning: string])[] = [
  ['kdeploy.yaml', 'the name of the project, and what counts for all of its profiles; its folder is the project'],
  ['templates/*.yaml', 'Jinja2 templates of manifests; a name that begins with _ is a partial'],
  ['profiles/default.yaml', 'settings of every profile'],
  ['profiles/prod.yaml', 'settings of the env type prod'],
  ['profiles/_cthulu.yaml', 'settings of the profile name cthulu, in every env type'],
  ['profiles/prod_cthulu.yaml', 'settings of this profile, which exists if its file does'],
  ['tests/*.yaml', 'what templates are expected to render'],
]
