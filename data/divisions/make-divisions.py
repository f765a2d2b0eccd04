#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes divisions.json, the reference set of administrative divisions, from the source files beside this script.

    make-divisions.py            writes divisions.json
    make-divisions.py --check    writes nothing; exit status 1 when divisions.json is not what would be written

An item is a division by its code of six digits, with its name and the code of the one above it. Groups that exist only in
the numbering (such as the districts of a municipality) are not part of a name, so what is below them belongs to the province.
The towns of a city without counties have nine digits in the source; identity numbers do not go that far, so they are left
out. For Hong Kong, Macao and Taiwan the source has names only; the codes are those of the residence permits.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SET = os.path.join(HERE, 'divisions.json')
EDITION = '2023-06-30'
GROUPS = ('市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划')
PERMITS = {'香港特别行政区': '810000', '澳门特别行政区': '820000', '台湾省': '830000'}


def load(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as file:
        return json.load(file)


def item(code, name, parent=None):
    code = code.ljust(6, '0')
    return {'code': code, 'zh': name} if parent is None else {'code': code, 'zh': name, 'parent': parent}


def mainland():
    for province in load('division_pca-code.json'):
        top = item(province['code'], province['name'])
        yield top
        for prefecture in province['children']:
            middle = item(prefecture['code'], prefecture['name'], top['code'])
            yield middle
            above = top if prefecture['name'] in GROUPS else middle
            for county in prefecture['children']:
                if len(county['code']) == 6:
                    yield item(county['code'], county['name'], above['code'])


def others():
    for name in load('division_hk-mo-tw.json'):
        yield item(PERMITS[name], name)


def make():
    items = sorted([*mainland(), *others()], key=lambda division: division['code'])
    if len({division['code'] for division in items}) != len(items):
        sys.exit('a code is there twice')
    # One item a line, so that the next edition can be compared with this one.
    lines = ',\n'.join('  ' + json.dumps(division, ensure_ascii=False) for division in items)
    return '{\n "set": "divisions",\n "version": "%s",\n "effective_from": "%s",\n "items": [\n%s\n ]\n}\n' % (EDITION, EDITION, lines)


def main():
    if sys.argv[1:] not in ([], ['--check']):
        sys.exit('usage: make-divisions.py [--check]')
    text = make()
    if not sys.argv[1:]:
        with open(SET, 'w', encoding='utf-8') as file:
            file.write(text)
        return
    with open(SET, encoding='utf-8') as file:
        if file.read() != text:
            sys.exit('divisions.json is not what make-divisions.py makes of the source files')


main()
