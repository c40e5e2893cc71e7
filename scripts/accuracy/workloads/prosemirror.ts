// Exercises a document model: schemas, nodes, marks, slices, replacing, resolved positions, content expressions.
import * as model from './src/index.js'
import { tryAll } from './try-all.js'

function makeSchema(): model.Schema {
  return new model.Schema({
    nodes: {
      doc: { content: 'block+' },
      paragraph: { content: 'inline*', group: 'block' },
      heading: {
        content: 'inline*',
        group: 'block',
        attrs: { level: { default: 1, validate: 'number' } },
        marks: 'em',
      },
      list: { content: 'item{1,4}', group: 'block' },
      item: { content: 'paragraph (paragraph | list)*', defining: true },
      quote: { content: 'block+', group: 'block', isolating: true },
      text: { group: 'inline' },
      image: { inline: true, group: 'inline', attrs: { src: {} }, leafText: () => 'image' },
      rule: { group: 'block' },
    },
    marks: {
      em: {},
      strong: { excludes: 'em' },
      link: { attrs: { href: {}, title: { default: null } }, inclusive: false },
    },
  })
}

export async function run(): Promise<number> {
  let seen = 0
  const schema = makeSchema()
  const { doc, paragraph, heading, list, item, quote, image, rule } = schema.nodes as Record<
    string,
    model.NodeType
  >
  const text = (content: string, ...marks: string[]) =>
    schema.text(
      content,
      marks.map(name => schema.mark(name, name === 'link' ? { href: '#' } : undefined)),
    )
  const p = (...content: model.Node[]) => paragraph!.create(null, content)
  const docs = [
    doc!.create(null, [p(text('hello'), text(' world', 'em')), heading!.create({ level: 2 }, text('title'))]),
    doc!.create(null, [
      p(text('hello'), text(' there', 'strong')),
      rule!.create(),
      quote!.create(null, [p(text('q'))]),
    ]),
    doc!.create(null, [
      list!.create(null, [
        item!.create(null, [p(text('a'))]),
        item!.create(null, [p(text('b', 'link')), p()]),
      ]),
    ]),
    doc!.create(null, [p(image!.create({ src: 'x.png' }), text('😀 end'))]),
  ]
  for (const one of docs) {
    tryAll({ check: () => one.check() }, [() => []])
    seen += one.toString().length + one.textContent.length
    one.descendants((node, pos) => {
      seen += node.nodeSize + pos
      return node.type !== quote
    })
    const again = model.Node.fromJSON(schema, JSON.parse(JSON.stringify(one.toJSON())))
    if (again.eq(one)) seen++
    for (let from = 0; from <= one.content.size; from++) {
      const $from = one.resolve(from)
      seen += $from.depth + $from.parentOffset + $from.marks().length
      tryAll(
        {
          before: () => $from.before(),
          after: () => $from.after($from.depth),
          node: () => [$from.nodeBefore, $from.nodeAfter, $from.textOffset],
          index: () => $from.posAtIndex(0, 1) + $from.indexAfter(),
          range: () => $from.blockRange(one.resolve(one.content.size))?.toString(),
          shared: () => $from.sharedDepth(0) + Number($from.sameParent(one.resolve(0))),
          across: () => $from.marksAcross(one.resolve(one.content.size)),
        },
        [() => []],
      )
      for (let to = from; to <= one.content.size; to += 3) {
        tryAll(
          {
            slice: () => one.slice(from, to, from % 2 === 0).toJSON(),
            cut: () => one.cut(from, to),
            between: () => one.textBetween(from, to, '\n', node => node.type.name),
            marks: () => one.rangeHasMark(from, to, schema.marks.em!),
            replace: () => one.replace(from, to, docs[0]!.slice(1, 4)),
            closed: () => one.replace(from, to, model.Slice.empty),
            fits: () => one.canReplace(0, one.childCount, one.content) && one.canReplaceWith(0, 0, rule!),
            insert: () => one.slice(from, to).insertAt(0, one.content),
          },
          [() => []],
        )
      }
    }
    for (const other of docs) {
      seen += one.content.findDiffStart(other.content) ?? 0
      seen += one.content.findDiffEnd(other.content)?.a ?? 0
      if (one.sameMarkup(other) && one.canAppend(other)) seen++
    }
  }
  for (const type of Object.values(schema.nodes)) {
    let match: model.ContentMatch | null = type.contentMatch
    seen += match.toString().length + match.edgeCount
    tryAll(
      {
        fill: () => match!.fillBefore(model.Fragment.empty, true, 0)?.size,
        wrap: () => match!.findWrapping(paragraph!)?.length,
        default: () => match!.defaultType?.name,
        made: () => type.createAndFill(null, text('x')),
        checked: () => type.createChecked({ src: 1 }, text('x')),
        valid: () => type.validContent(docs[0]!.content) && type.allowsMarks([schema.mark('em')]),
        allowed: () => type.allowedMarks([schema.mark('em'), schema.mark('strong')]),
        hasRequired: () => type.hasRequiredAttrs() || type.isInGroup('block'),
      },
      [() => []],
    )
    match = match.matchType(paragraph!)
  }
  for (const name of ['em', 'strong', 'link']) {
    const mark = schema.mark(name, { href: 'x' })
    const set = mark.addToSet([schema.mark('em')])
    seen += mark.removeFromSet(set).length + Number(mark.isInSet(set)) + JSON.stringify(mark.toJSON()).length
    tryAll(
      {
        json: value => model.Mark.fromJSON(schema, value as never),
        from: value => model.Mark.setFrom(value as never),
      },
      [() => [{ type: name }], () => [null], () => [[mark, schema.mark('em')]], () => [{ type: 'unknown' }]],
    )
  }
  for (const content of [
    'a+',
    'text{2}',
    'text{1,}',
    '(text | image)* rule?',
    'text (',
    'nope',
    'text image',
    'block{3,1}',
  ])
    tryAll(
      {
        schema: () =>
          new model.Schema({ nodes: { doc: { content }, block: {}, text: {}, image: {}, rule: {} } }),
      },
      [() => []],
    )
  seen += tryAll(
    {
      from: value => model.Fragment.from(value as never),
      json: value => model.Fragment.fromJSON(schema, value as never),
    },
    [
      () => [null],
      () => [docs[0]],
      () => [[docs[0]!.firstChild]],
      () => [{}],
      () => [[{ type: 'paragraph' }]],
    ],
  )
  return seen
}
