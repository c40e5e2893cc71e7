// Exercises hash functions: loops over bytes, generators, classes, big numbers.
import * as argon2 from './src/argon2.js'
import * as blake1 from './src/blake1.js'
import * as blake2 from './src/blake2.js'
import * as blake3 from './src/blake3.js'
import * as eskdf from './src/eskdf.js'
import * as hkdf from './src/hkdf.js'
import * as hmac from './src/hmac.js'
import * as legacy from './src/legacy.js'
import * as pbkdf2 from './src/pbkdf2.js'
import * as scrypt from './src/scrypt.js'
import * as sha2 from './src/sha2.js'
import * as sha3 from './src/sha3.js'
import * as sha3addons from './src/sha3-addons.js'
import * as utils from './src/utils.js'
import { tryAll } from './try-all.js'

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31) & 255)

export async function run(): Promise<number> {
  let calls = 0
  const inputs = [0, 1, 3, 55, 56, 64, 127, 200, 1025].map(length => () => [bytes(length)])
  const withOptions = [
    { dkLen: 16 },
    { dkLen: 40, key: bytes(32) },
    { context: bytes(5) },
    { personalization: bytes(8), salt: bytes(8) },
    { rounds: 12 },
    { dkLen: -1 },
  ]
  for (const module of [blake1, blake2, blake3, legacy, sha2, sha3, sha3addons, hmac, hkdf, utils]) {
    calls += tryAll(
      module as Record<string, unknown>,
      [
        () => [],
        ...inputs,
        ...withOptions.map(option => () => [bytes(70), option]),
        () => ['text'],
        () => [bytes(9), bytes(9)],
        () => [3],
      ],
      /^(?:randomBytes|nextTick|asyncLoop|kt|m14|k12|turboshake)/i,
    )
    for (const make of Object.values(module)) {
      if (typeof make !== 'function' || !('create' in make)) continue
      const { create } = make as unknown as {
        create(options?: object): {
          update(data: Uint8Array): { clone?(): { digest(): Uint8Array } }
          digest(): Uint8Array
          xof?(n: number): Uint8Array
        }
      }
      calls += tryAll(
        {
          whole: () => create().update(bytes(300)).clone?.().digest(),
          parts() {
            const hash = create({ dkLen: 24 })
            for (const length of [0, 1, 63, 64, 65, 136]) hash.update(bytes(length))
            hash.digest()
            hash.update(bytes(1))
          },
          stream: () => create().xof?.(99),
        },
        [() => []],
      )
    }
  }
  calls += tryAll(
    {
      hmac: () => hmac.hmac.create(sha2.sha256, bytes(100)).update(bytes(3)).clone().digest(),
      hkdf: () => hkdf.hkdf(sha2.sha512, bytes(10), bytes(4), bytes(2), 100),
      pbkdf2: () => pbkdf2.pbkdf2(sha2.sha256, 'password', 'salt', { c: 3, dkLen: 70 }),
      scrypt: () => scrypt.scrypt('password', 'salt', { N: 16, r: 2, p: 2, dkLen: 40 }),
      wrong: () => scrypt.scrypt('password', 'salt', { N: 15, r: 2, p: 2 }),
      argon2d: () => argon2.argon2d('password', 'saltsalt', { t: 2, m: 32, p: 2 }),
      argon2i: () => argon2.argon2i('password', 'saltsalt', { t: 1, m: 16, p: 1, key: bytes(4) }),
      argon2id: () => argon2.argon2id('password', 'saltsalt', { t: 2, m: 32, p: 1, version: 0x10 }),
      tooFew: () => argon2.argon2id('password', 'salt', { t: 0, m: 1, p: 1 }),
      eskdf: () => eskdf.deriveMainSeed('user@example', 'secret'),
    },
    [() => []],
  )
  await pbkdf2.pbkdf2Async(sha2.sha512, 'password', bytes(4), { c: 5, asyncTick: 1e9 })
  await scrypt.scryptAsync('password', 'salt', {
    N: 8,
    r: 1,
    p: 1,
    asyncTick: 1e9,
    onProgress: () => undefined,
  })
  await argon2.argon2idAsync('password', 'saltsalt', { t: 1, m: 8, p: 1, asyncTick: 1e9 })
  return calls
}
