/** The project's own broker as a process of its own: `broker.ts --port 23092`. */
import { parseArgs } from 'node:util';
import { startBroker } from '../../src/dev/broker.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '9092' } } });
await startBroker({ host: '127.0.0.1', port: Number(values.port) });
console.log(`Listening on port ${values.port}.`);
process.on('SIGTERM', () => process.exit(0));
