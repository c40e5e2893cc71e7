// What few processes need, or need late: V8 compiles it when load-later.ts first asks for it. The modules that are in this part alone must take
// nothing from Node when they are made: the program may have replaced it by then (the build checks it).
export { joinNodeCoverage } from './counting/node-coverage.ts'
export { shareCounters } from './counting/other-sessions.ts'
export { createSignalThread } from './endings/signals/signal-thread.ts'
export { runSignalThread } from './endings/signals/signal-thread-body.ts'
export { saveInLongWaits } from './endings/threads/long-wait.ts'
export { answerThreads } from './endings/threads/thread-requests.ts'
export { addToObject } from './spawn/environment.ts'
export { countOwnHooks } from './spawn/module-hooks.ts'
export { createOwnStarts } from './spawn/own-starts.ts'
