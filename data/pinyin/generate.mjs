// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes src/core/yc-pinyin-table.c and src/core/yc-pinyin-phrases.c from the data of pinyin-pro (MIT, see
// pinyin-pro_LICENSE.txt). Run by hand when pinyin-pro has better data; the build does not run it:
//
//     mkdir /tmp/pinyin && cd /tmp/pinyin && npm install pinyin-pro@3.29.4
//     node TOP/data/pinyin/generate.mjs /tmp/pinyin/node_modules/pinyin-pro
//
// Readings are without tones, and ü is written v. In the end it prints how often the likely readings differ from those of
// pinyin-pro itself, over the names of the catalogues beside this folder.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';

const HEAD = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n';
const WIDTH = 110;
// Characters outside U+4E00 to U+9FFF that stand in names of people, and what pinyin-pro does not read.
const RARE = { '㛃': ['jie'], '𠮷': ['ji'] };
// Words of offices that pinyin-pro lacks or reads otherwise.
const OWN = {
  重组: 'chong zu', 重置: 'chong zhi', 重审: 'chong shen', 重装: 'chong zhuang', 重名: 'chong ming', 重号: 'chong hao',
  双重: 'shuang chong', 多重: 'duo chong', 还建: 'huan jian', 还贷: 'huan dai', 差旅: 'chai lv', 所长: 'suo zhang',
  局长: 'ju zhang', 馆长: 'guan zhang', 着装: 'zhuo zhuang', 补给: 'bu ji', 尽调: 'jin diao', 率先: 'shuai xian', 率领: 'shuai ling', 坦率: 'tan shuai', 草率: 'cao shuai',
};

const source = path.resolve(process.argv[2]);
const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const version = JSON.parse(fs.readFileSync(path.join(source, 'package.json'), 'utf8')).version;
const load = (name) => import(pathToFileURL(path.join(source, 'dist', 'esm', name)));
const { pinyin } = await load('index.mjs');

const plain = (text) => text.normalize('NFD').replace(/u\u0308/g, 'v').replace(/[\u0300-\u036f]/g, '');
const known = new Map(Object.entries(RARE));

function readings(character) {
  if (!known.has(character)) {
    const all = pinyin(character, { multiple: true, toneType: 'none', v: true, type: 'array' });
    known.set(character, [...new Set(all)].filter((one) => /^[a-z]+$/.test(one)));
  }
  return known.get(character);
}

function note() {
  return `/* Made by data/pinyin/generate.mjs from pinyin-pro ${version} (MIT, data/pinyin/pinyin-pro_LICENSE.txt): not edited by hand. */\n`
    + '#define G_LOG_DOMAIN "yc-pinyin"\n\n#include "config.h"\n\n#include "core/yc-pinyin-private.h"\n\n';
}

// A C string, broken into lines of WIDTH characters.
function quoted(characters, between) {
  const lines = [''];
  for (const one of characters) {
    if ([...lines.at(-1)].length + one.length > WIDTH) {
      lines.push('');
    }
    lines[lines.length - 1] += one + between;
  }
  return lines.map((line) => `"${line}"`).join('\n    ').replace(/ "$/, '"');
}

function characterTable() {
  const first = new Map();
  const also = new Map();
  const put = (map, key, value) => map.set(key, [...(map.get(key) ?? []), value]);
  for (let code = 0x3400; code <= 0x9fff; code++) {
    const character = String.fromCodePoint(code);
    if (code >= 0x4e00 || character in RARE) {
      readings(character).forEach((one, n) => put(n === 0 ? first : also, one, character));
    }
  }
  Object.entries(RARE).filter(([one]) => one.codePointAt(0) > 0x9fff).forEach(([one, [reading]]) => put(first, reading, one));
  const names = [...new Set([...first.keys(), ...also.keys()])].sort();
  const rows = names.map((name) => {
    const [common, rest] = [first.get(name) ?? [], also.get(name) ?? []];
    const between = rest.length > 0 && common.length + rest.length > WIDTH ? '\n    ' : ' ';
    return `  { "${name}", ${quoted(common, '')},${between}${quoted(rest, '')} },\n`;
  });
  return `${HEAD}${note()}/* Reading, the characters commonly read so, the characters also read so. */\n`
    + `const YcPinyinSyllable yc_pinyin_syllables[] = {\n${rows.join('')}};\n`
    + 'const guint yc_pinyin_n_syllables = G_N_ELEMENTS (yc_pinyin_syllables);\n';
}

// Phrase -> readings, of those in which a character is not read in its commonest way.
async function phrases() {
  const unusual = new Map();
  for (const n of [2, 3, 4, 5]) {
    for (const [phrase, spelt] of Object.entries((await load(`data/dict${n}.mjs`)).default)) {
      unusual.set(phrase, plain(spelt));
    }
  }
  Object.entries(OWN).forEach(([phrase, spelt]) => unusual.set(phrase, spelt));
  for (const [phrase, spelt] of unusual) {
    const parts = spelt.split(' ');
    const characters = [...phrase];
    if (parts.length === characters.length && characters.some((one, n) => readings(one)[0] !== parts[n])) {
      unusual.set(phrase, parts);
    } else {
      unusual.delete(phrase);
    }
  }
  return unusual;
}

function phraseTable(unusual) {
  const rows = new Map();
  for (const [phrase, parts] of unusual) {
    const characters = [...phrase];
    characters.forEach((one, n) => {
      const same = characters.every((other, m) => other !== one || parts[m] === parts[n]);
      if (same && readings(one)[0] !== parts[n] && readings(one).includes(parts[n])) {
        const key = `${one} ${parts[n]}`;
        rows.set(key, (rows.get(key) ?? new Set()).add(phrase));
      }
    });
  }
  const lines = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, set]) => {
    const [character, reading] = key.split(' ');
    return `  { "${character}", "${reading}", ${quoted([...set].sort(), ' ')} },\n`;
  });
  return `${HEAD}${note()}/* Character, its reading, the phrases in which it is read so. */\n`
    + `const YcPinyinPhrases yc_pinyin_phrases[] = {\n${lines.join('')}};\n`
    + 'const guint yc_pinyin_n_phrases = G_N_ELEMENTS (yc_pinyin_phrases);\n';
}

function likely(name, unusual) {
  const characters = [...name];
  const found = characters.map((one) => readings(one)[0] ?? one);
  for (let at = 0; at < characters.length;) {
    let length = 5;
    while (length > 1 && !unusual.has(characters.slice(at, at + length).join(''))) {
      length--;
    }
    (length > 1 ? unusual.get(characters.slice(at, at + length).join('')) : []).forEach((one, n) => { found[at + n] = one; });
    at += length;
  }
  return found;
}

function compare(unusual) {
  const read = (name) => JSON.parse(fs.readFileSync(path.join(top, 'data', name), 'utf8'));
  const names = [...read('catalogue/guangan_qu_catalogue.json').map((one) => one.name),
    ...read('demo/matters.json').items.map((one) => one.name.zh)];
  const other = names.filter((name) => {
    const theirs = pinyin(name, { toneType: 'none', v: true, type: 'array' });
    return [...name].some((one, n) => readings(one).length > 0 && likely(name, unusual)[n] !== theirs[n]);
  });
  console.log(`${names.length} names, ${other.length} read otherwise than by pinyin-pro: ${other.join(' ')}`);
}

const unusual = await phrases();
fs.writeFileSync(path.join(top, 'src', 'core', 'yc-pinyin-table.c'), characterTable());
fs.writeFileSync(path.join(top, 'src', 'core', 'yc-pinyin-phrases.c'), phraseTable(unusual));
compare(unusual);
