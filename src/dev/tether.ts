/** Loaded into each child process before its program: ends it as soon as the parent is gone, so that nothing is ever left behind. */
process.on('disconnect', () => process.exit(1));
// Listening alone would keep a process alive that has nothing left to do.
process.channel?.unref();
