// Exercises a decoder and encoder of HTML's entities: state machines, bit flags, long loops without calls.
import { EntityDecoder, htmlDecodeTree, xmlDecodeTree } from './src/decode.js'
import * as entities from './src/index.js'
import { tryAll } from './try-all.js'

const texts = [
  '',
  'plain text',
  'a & b &amp; c &lt;d&gt; &quot;e&quot; &apos;f&apos;',
  '&#65;&#x42;&#X43;&#0;&#x110000;&#xD800;&#128;&#9999999999999;',
  '&notit; &not; &notin; &NotEqualTilde; &ampamp &copy=1 &copy2 &unknown; &&;&#;&#x;&#xg;',
  'ünïcödé 😀 \u2028 ∉ ≂̸ <tag attr="x">',
  '&CounterClockwiseContourIntegral;&fjlig;&nvap;&hellip;&nbsp;',
  `${'&lt;'.repeat(40)}&#x${'0'.repeat(50)}41;${'&'.repeat(5)}amp`,
]

export async function run(): Promise<number> {
  let seen = 0
  for (const text of texts) {
    const lists: (() => unknown[])[] = [
      () => [text],
      () => [text, entities.EntityLevel.XML],
      () => [text, { level: entities.EntityLevel.HTML, mode: entities.DecodingMode.Strict }],
      () => [text, { level: entities.EntityLevel.HTML, mode: entities.EncodingMode.ASCII }],
      () => [text, { level: entities.EntityLevel.XML, mode: entities.EncodingMode.UTF8 }],
      () => [text, { mode: entities.EncodingMode.Attribute }],
      () => [text, { mode: entities.EncodingMode.Text }],
      () => [text, entities.DecodingMode.Attribute],
    ]
    seen += tryAll(entities as Record<string, unknown>, lists, /^[A-Z]/)
    for (const mode of [
      entities.DecodingMode.Legacy,
      entities.DecodingMode.Strict,
      entities.DecodingMode.Attribute,
    ]) {
      for (const tree of [htmlDecodeTree, xmlDecodeTree]) {
        for (const size of [1, 2, 100]) {
          const decoder = new EntityDecoder(
            tree,
            (code, consumed) => {
              seen += code + consumed
            },
            {
              missingSemicolonAfterCharacterReference: () => seen++,
              absenceOfDigitsInNumericCharacterReference: () => seen++,
              validateNumericCharacterReference: code => {
                seen += code
              },
            } as never,
          )
          for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
            decoder.startEntity(mode)
            let isOpen = true
            for (let from = at + 1; from < text.length && isOpen; from += size)
              isOpen = decoder.write(text.slice(from, from + size), 0) < 0
            if (isOpen) decoder.end()
          }
        }
      }
    }
  }
  return seen
}
