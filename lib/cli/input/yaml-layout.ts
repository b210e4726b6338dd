import { type Document, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Layout, Member } from './layout.ts';

/** The layout of a YAML document that was read without a problem. What an alias stands for is laid out where its anchor is. */
export function yamlLayout(document: Document.Parsed): Layout {
  return layoutOf(document.contents, document, false);
}

function layoutOf(node: unknown, document: Document.Parsed, isInShared: boolean): Layout {
  const target = isAlias(node) ? node.resolve(document) : node;
  const [start = 0, end = start] = (isNode(target) && target.range) || [];
  const isShared = isInShared || isAlias(node) || hasAnchor(target);
  const layout = { start, end, isFlow: isFlow(target), isShared };
  if (isSeq(target)) return { ...layout, items: target.items.map((item) => layoutOf(item, document, isShared)) };
  if (!isMap(target)) return layout;
  const members = target.items.map(({ key, value }): Member => {
    const keyStart = (isNode(key) && key.range?.[0]) || 0;
    const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : '';
    const laidOut = layoutOf(value, document, isShared);
    // A value without a place of its own is where its key is.
    return { name, start: keyStart, value: laidOut.end === 0 ? { ...laidOut, start: keyStart, end: keyStart } : laidOut };
  });
  return { ...layout, members };
}

function isFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

function hasAnchor(node: unknown): boolean {
  return (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined;
}
