// npm test and the other commands of package.json: sets up, then runs an npm script with the arguments given.
import { prepare } from './prepare.mjs';
import { run } from './process.mjs';

const [script = 'check', ...parameters] = process.argv.slice(2);
const test = script === 'check' || script === 'check:all';
prepare({ window: test, test, double: test || script === 'native:conformance' });
process.exit(run(['npm', 'run', '--silent', script, '--', ...parameters]));
