// Some packages read globals that their own builds replace.
Object.assign(globalThis, { __DEV__: true })
