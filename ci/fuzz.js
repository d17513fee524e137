// `npm run fuzz`: installs what is missing, then compares the dialect with Python's Jinja2 on random templates (fuzz.ts).
import { join } from 'node:path'
import { binary, installDependencies, root, run } from './install.js'

installDependencies()
run(binary('tsx'), [join(root, 'ci', 'fuzz.ts'), ...process.argv.slice(2)])
