import process from 'node:process';

// Preloaded into every service, so that none outlives the demo, however the demo ends.
const graceMs = 3_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), graceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});

// The demo can end before this line is reached, and then the event is already past.
if (!process.connected) process.exit(1);

// A listener for "disconnect" would keep a service alive that has nothing left to do.
process.channel?.unref();
