/** `npm run test:containers`: what needs a Docker engine, and images of Apache Kafka and Postgres. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/live/**/*.containers.ts'], pool: 'forks', maxWorkers: 1 },
});
