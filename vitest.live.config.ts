/** `npm run test:live`: what needs Java, Maven and several minutes. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/live/**/*.live.ts'], pool: 'forks', maxWorkers: 1 },
});
