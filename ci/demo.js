// `npm run demo`: installs and builds what is missing, then walks the example (demo.ts).
import { join } from 'node:path'
import { binary, installDependencies, root, run } from './install.js'

installDependencies()
run(process.execPath, [join(root, 'ci', 'build.js'), '--no-types'])
run(binary('tsx'), [join(root, 'ci', 'demo.ts'), ...process.argv.slice(2)])
