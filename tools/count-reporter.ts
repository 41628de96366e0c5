import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with one line that scripts can read: `N passed, N failed`, and skipped ones where there are any. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      // A file that cannot be loaded has no tests to count, and must not pass for an empty one.
      counts.failed += module.errors().length;
    }
    const skipped = counts.skipped + counts.pending;
    // The default reporter writes its summary after this hook has returned.
    process.once('exit', () => {
      console.log(`${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    });
  }
}
