// `npm run test:binary`: all CLI and e2e tests with the standalone binary of this platform, freshly built. Arguments go to vitest.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { thisPlatform } from './binary/runtimes.js'
import { binary, installDependencies, root, run } from './install.js'

installDependencies()
for (const script of ['build.js', 'binary.js']) run(process.execPath, [join(root, 'ci', script)])
const program = join(root, 'dist', 'binary', `kdeploy-${thisPlatform}${process.platform === 'win32' ? '.exe' : ''}`)
const { status } = spawnSync(
  binary('vitest'),
  ['run', '--project', 'cli', '--project', 'e2e', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KDEPLOY_TEST_PROGRAM: program } },
)
process.exit(status ?? 1)
