// `npm run fuzz`: installs what is missing, then compares the dialect with Python's Jinja2 on random templates (fuzz.ts).
// `npm run fuzz deploys`: random sequences of deploys, kills, faults and foreign writes against a real control plane
// (test/e2e/model/deploys.test.ts).
// `npm run fuzz tampers`: a release whose records somebody rewrote, against a real control plane
// (test/e2e/model/tampers.test.ts).
// `npm run fuzz proof`: random edits of manifests and live objects against a real control plane: whatever is proven to need no change,
// the server must agree with (test/e2e/model/unchanged.test.ts).
//   --runs N     how many sequences or tampers (100)      --seed S  (any number; a random one, which a failure tells)
//   --steps JSON one sequence, as a failure prints it
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { binary, installDependencies, root, run } from './install.js'

installDependencies()
if (process.argv[2] === 'deploys') fuzzCluster('model/deploys', process.argv.slice(3))
else if (process.argv[2] === 'tampers') fuzzCluster('model/tampers', process.argv.slice(3))
else if (process.argv[2] === 'proof') fuzzCluster('model/unchanged', process.argv.slice(3))
else run(binary('tsx'), [join(root, 'ci', 'fuzz.ts'), ...process.argv.slice(2)])

function fuzzCluster(file, args) {
  const options = {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    steps: { type: 'string' },
  }
  const { runs, seed, steps } = parseArgs({ args, options }).values
  run(process.execPath, [join(root, 'ci', 'build.js'), '--no-types'])
  const env = {
    ...process.env,
    KDEPLOY_FUZZ_RUNS: runs,
    KDEPLOY_FUZZ_SEED: seed,
    ...(steps === undefined ? {} : { KDEPLOY_FUZZ_STEPS: steps }),
  }
  run(binary('vitest'), ['run', `test/e2e/${file}.test.ts`], { env })
}
