export * from './data-folder.ts'
export * from './options.ts'
