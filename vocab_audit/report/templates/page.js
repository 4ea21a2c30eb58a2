"use strict";
// The page's own script: a table of all findings, one token in detail, both languages.
// What stands in a token is only ever set as text, never as markup.
(() => {
  const COLUMNS = ["vocabulary", "id", "rank", "text", "bytes", "category", "strength",
    "script", "language", "characters", "han", "cjk", "long", "explicit", "evidence", "parts",
    "elsewhere", "languages", "terms", "words", "fingerprint", "introduced", "contaminated", "tongue"];
  const KIN = 24;  // members of a family that the detail names
  const PRINTED = 200;  // rows of the table on paper, about five sheets
  const FILTERS = ["vocabulary", "held", "introduced", "category", "strength", "language", "script", "detector"];
  const WORDS = {
    en: {
      token: "Token", id: "Id", rank: "Rank", characters: "Characters", category: "Category",
      strength: "Strength", script: "Script", language: "Language", evidence: "Evidence",
      vocabulary: "Vocabulary", held: "Held by", introduced: "Brought in by", detector: "Detector", all: "all", short: "short",
      shown: (n, all) => `${n} of ${all} findings`, hidden: "hidden", hiddenToken: "hidden explicit token",
      none: "No finding matches. Clear the search or a filter.",
      bytes: "Bytes", parts: "Merged from", words: "Words (jieba)", family: "Family", elsewhere: "The same bytes elsewhere",
      root: (n) => `root of ${n} tokens`, member: "member of the family of",
      absent: "not a token", copied: "Copied", reveal: "Show this token", hide: "Hide this token",
      copyId: "Copy id", copyText: "Copy text", copyBytes: "Copy bytes (hex)", close: "Close",
      unknown: "That token is not among the findings.", more: (n) => `and ${n} more`,
      of: (label, value) => `${label}: ${value}`,
      printed: (n, all) => (n === all ? `${all} findings, the strongest first` : `The first ${n} of ${all} findings, the strongest first; all are in ${file}`),
    },
    "zh-Hans": {
      token: "词元", id: "编号", rank: "合并次序", characters: "字符数", category: "类别",
      strength: "强度", script: "文字", language: "语言", evidence: "依据",
      vocabulary: "词表", held: "含有它的词表", introduced: "由谁引入", detector: "检测器", all: "全部", short: "较短",
      shown: (n, all) => `共 ${all} 条，显示 ${n} 条`, hidden: "已隐藏", hiddenToken: "已隐藏的露骨词元",
      none: "没有符合条件的词元。请清除搜索或筛选条件。",
      bytes: "字节", parts: "由此合并而成", words: "分词（jieba）", family: "家族", elsewhere: "相同字节在其他词表中",
      root: (n) => `${n} 个词元的根`, member: "所属家族的根：",
      absent: "不是词元", copied: "已复制", reveal: "显示此词元", hide: "隐藏此词元",
      copyId: "复制编号", copyText: "复制文本", copyBytes: "复制字节（十六进制）", close: "关闭",
      unknown: "该词元不在列表中。", more: (n) => `另有 ${n} 个`,
      of: (label, value) => `${label}：${value}`,
      printed: (n, all) => (n === all ? `共 ${all} 条，强者在前` : `共 ${all} 条，按强度列出前 ${n} 条；全部见 ${file}`),
    },
  };
  const byId = (id) => document.getElementById(id);
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const root = document.documentElement;
  const data = JSON.parse(byId("data").textContent);
  const number = (value) => value.toLocaleString("en");
  const several = data.vocabularies.length > 1;
  const compared = Boolean(data.compared);  // a comparison: rows say who has the token
  const file = compared ? "tokens.csv" : "findings.csv";
  const revealed = new Set();
  let words = WORDS[root.lang] || WORDS.en;
  let chosen = null;

  // What has a name in both languages: categories, strengths, scripts, languages.
  const named = (name) => (words === WORDS.en ? name : data.chinese[name] || name);
  // What evidence says: a pattern, and the words that stand in it.
  const english = (pattern, said) => {
    let place = 0;
    return pattern.replace(/%s/g, () => said[place++]);
  };
  const chinese = (pattern, said) => pattern.replace(/\{(\d)(n?)\}/g,
    (field, place, isName) => (isName ? named(said[place]) : said[place]));
  const detailed = ([pattern, ...said]) => {
    const [inEnglish, inChinese] = data.sentences[pattern];
    return words === WORDS.en || !inChinese ? english(inEnglish, said) : chinese(inChinese, said);
  };
  const rows = data.rows.map((cells, key) => {
    const row = { key };
    COLUMNS.forEach((name, place) => { row[name] = cells[place]; });
    row.vocabularyName = data.vocabularies[row.vocabulary];
    row.categoryName = data.categories[row.category];
    row.strengthName = data.strengths[row.strength];
    row.scriptName = data.names[row.script];
    row.languageName = data.names[row.language];
    row.detectors = row.evidence.map(([detector]) => data.names[detector]);
    row.introducedNames = compared ? row.introduced.map((place) => data.vocabularies[place]) : [];
    row.heldNames = compared ? data.references.filter((_, at) => row.elsewhere[at] >= 0) : [];
    row.holders = row.heldNames.join(", ");
    row.introducers = row.introducedNames.join(", ");
    row.languageNames = row.languages.map((place) => data.names[place]);
    return row;
  });
  const tell = () => {  // in the page's language; English can be searched in any
    const inEnglish = data.details.map(([pattern, ...said]) => english(data.sentences[pattern][0], said));
    const details = words === WORDS.en ? inEnglish : data.details.map(detailed);
    for (const row of rows) {
      row.reasons = row.evidence.map(([, detail, flags], place) => (
        { detector: row.detectors[place], detail: details[detail], english: inEnglish[detail], explicit: (flags & 1) === 1 }));
      const told = row.reasons.map((it) => (it.detail === it.english ? it.detail : `${it.detail}\n${it.english}`));
      row.haystack = [row.text, row.id, ...row.terms.map((place) => data.names[place]), ...told].join("\n").toLowerCase();
    }
  };
  tell();
  const textOf = new Map(rows.map((row) => [`${row.vocabulary}.${row.id}`, row.text]));
  const everything = byId("explicit");
  const isHidden = (row) => row.explicit === 1 && !(everything && everything.checked) && !revealed.has(row.key);
  const blocks = (text) => "▇".repeat(Math.min([...text].length, 8));

  // A token's text, or blocks in its place.
  const tokenText = (text, hidden, tag) => {
    const element = make("bdi", hidden ? blocks(text) : text, hidden ? "token masked" : "token");
    if (tag && !hidden) element.lang = tag;
    if (hidden) {
      element.setAttribute("role", "img");
      element.setAttribute("aria-label", words.hiddenToken);
    }
    return element;
  };
  const reasonText = (reason, hidden) => make("span", reason.explicit && hidden ? "▇▇▇▇▇▇" : reason.detail,
    reason.explicit && hidden ? "masked" : "");
  const dot = (row) => make("span", named(row.categoryName), `${row.categoryName} name`);

  // ---- the table
  const pickButton = (cell) => {
    const row = cell.getData();
    const button = make("button", undefined, "pick");
    button.type = "button";
    button.append(tokenText(row.text, isHidden(row), row.languageName));
    button.addEventListener("click", () => choose(row, true));
    return button;
  };
  const heading = (cell) => {
    const title = make("button", cell.getValue(), "sort");
    title.type = "button";
    return title;
  };
  const columns = () => [
    { title: words.token, field: "text", formatter: pickButton, minWidth: 120, widthGrow: 3, responsive: 0 },
    { title: words.id, field: "id", sorter: "number", hozAlign: "right", headerHozAlign: "right", width: 84, responsive: 0 },
    { title: words.vocabulary, field: "vocabularyName", width: 140, responsive: 2, visible: several && !compared },
    { title: words.introduced, field: "introducers", width: 124, responsive: 2, visible: compared },
    { title: words.held, field: "holders", width: 124, responsive: 5, visible: compared },
    { title: words.rank, visible: !compared, field: "rank", sorter: "number", hozAlign: "right", headerHozAlign: "right", width: 92, responsive: 5,
      formatter: (cell) => make("span", cell.getValue() === null ? "–" : String(cell.getValue())) },
    { title: words.characters, field: "characters", sorter: "number", hozAlign: "right", headerHozAlign: "right", width: 118, responsive: 4,
      formatter: (cell) => make("span", cell.getData().long ? String(cell.getValue()) : `${cell.getValue()} · ${words.short}`) },
    { title: words.category, field: "categoryName", formatter: (cell) => dot(cell.getData()), width: 120, responsive: 1 },
    { title: words.strength, field: "strength", sorter: "number", width: 104, responsive: 3,
      formatter: (cell) => make("span", named(cell.getData().strengthName)) },
    { title: words.script, field: "scriptName", width: 96, responsive: compared ? 8 : 6,
      formatter: (cell) => make("span", named(cell.getValue())) },
    { title: words.evidence, field: "haystack", headerSort: false, titleFormatter: (cell) => make("span", cell.getValue()), minWidth: 190, widthGrow: 4, responsive: 7,
      formatter: (cell) => {
        const row = cell.getData();
        const [first, ...rest] = row.reasons;
        const element = make("span", undefined, "quiet");
        if (first) element.append(reasonText(first, isHidden(row)));
        if (rest.length) element.append(` +${rest.length}`);
        return element;
      } },
  ];
  const table = new Tabulator("#table", {
    data: rows, index: "key", columns: columns(), layout: "fitColumns", responsiveLayout: "hide",
    height: rows.length > 14 ? "38rem" : false, rowHeight: 40, renderVerticalBuffer: 120, placeholder: () => words.none,
    columnDefaults: { titleFormatter: heading, formatter: (cell) => make("span", String(cell.getValue())) },
  });
  const loaded = new Promise((resolve) => { table.on("tableBuilt", resolve); });
  table.on("rowClick", (event, row) => choose(row.getData(), false));
  loaded.then(() => {  // a grid has rows and groups of rows, nothing else that takes focus
    byId("table").setAttribute("aria-labelledby", "explore-h");
    document.querySelector("#table .tabulator-tableholder").removeAttribute("tabindex");
  });
  const nameParts = () => {  // a grid may hold groups of rows only
    byId("table").querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
    byId("table").querySelector(".tabulator-table").setAttribute("role", "presentation");
    byId("table").querySelectorAll(".tabulator-sortable").forEach((it) => { it.tabIndex = 0; });
  };

  // ---- search and filters
  const values = {
    vocabulary: (row) => [row.vocabularyName], held: (row) => row.heldNames, introduced: (row) => row.introducedNames, category: (row) => [row.categoryName],
    strength: (row) => [row.strengthName], language: (row) => (row.languageNames.length ? row.languageNames : ["–"]),
    script: (row) => [row.scriptName], detector: (row) => row.detectors,
  };
  const shownAs = { category: named, strength: named, language: named, script: named };
  const fields = Object.fromEntries(FILTERS.map((name) => [name, byId(`filter-${name}`)]).filter(([, field]) => field));
  const search = byId("search");
  const least = byId("filter-length");
  const fill = () => {
    for (const [name, field] of Object.entries(fields)) {
      const kept = field.value;
      const counts = new Map();
      for (const row of rows) for (const value of new Set(values[name](row))) counts.set(value, (counts.get(value) || 0) + 1);
      const known = [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
      field.replaceChildren(new Option(words.of(words[name], words.all), ""), ...known.map(([value, count]) => (
        new Option(`${(shownAs[name] || String)(value)} (${number(count)})`, value))));
      field.value = counts.has(kept) ? kept : "";
    }
  };
  const wanted = () => {
    const text = search.value.trim().toLowerCase();
    const length = Number(least.value) || 0;
    const chosenValues = Object.entries(fields).filter(([, field]) => field.value);
    return (row) => row.characters >= length && row.haystack.includes(text)
      && chosenValues.every(([name, field]) => values[name](row).includes(field.value));
  };
  const count = () => {
    byId("shown").textContent = words.shown(number(table.getDataCount("active")), number(rows.length));
  };
  const narrow = () => {
    table.setFilter(wanted());
    count();
    keep();
  };

  // ---- the address: #token=181081&q=…&category=…
  const keep = () => {
    const address = new URLSearchParams();
    if (chosen) {
      address.set("token", chosen.id);
      if (several) address.set("in", chosen.vocabularyName);
    }
    if (search.value) address.set("q", search.value);
    for (const [name, field] of Object.entries(fields)) if (field.value) address.set(name, field.value);
    if (least.value) address.set("length", least.value);
    const hash = address.toString();
    if (hash || location.hash.includes("=")) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };
  const follow = () => {
    if (!location.hash.includes("=")) return;
    const address = new URLSearchParams(location.hash.slice(1));
    search.value = address.get("q") || "";
    for (const [name, field] of Object.entries(fields)) {
      field.value = address.get(name) || "";
      if (field.selectedIndex < 0) field.value = "";
    }
    least.value = address.get("length") || "";
    const id = address.get("token");
    if (id !== null) {
      const row = rows.find((it) => String(it.id) === id && (!address.get("in") || it.vocabularyName === address.get("in")));
      choose(row || null, Boolean(row));
      if (!row) say(words.unknown);
    } else if (chosen) choose(null, false);
    narrow();
    if (id !== null) byId("explore").scrollIntoView();
  };

  // ---- one token
  const say = (text) => { byId("said").textContent = text; };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a page from a disk may not use the clipboard's interface
      const area = make("textarea", text, "away");
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(words.copied);
  };
  const bytesOf = (row) => Uint8Array.from(atob(row.bytes), (character) => character.charCodeAt(0));
  const hexOf = (row) => [...bytesOf(row)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const button = (id, label, act) => {
    const element = make("button", label);
    element.type = "button";
    element.id = id;
    element.addEventListener("click", act);
    return element;
  };
  const pair = (list, term, ...content) => {
    const described = make("dd");
    described.append(...content);
    list.append(make("dt", term), described);
  };
  const link = (id, text, hidden) => {
    const known = rows.find((it) => it.id === id && it.vocabulary === chosen.vocabulary);
    const element = tokenText(text, hidden);
    if (!known) return element;
    const go = make("button", undefined, "pick");
    go.type = "button";
    go.append(element);
    go.addEventListener("click", () => choose(known, true));
    return go;
  };
  const wordsOf = (row, hidden) => {  // what the segmenter cuts the token into
    if (hidden) return [tokenText(row.text, true)];
    const characters = [...row.text];
    const cut = row.words.map((length) => characters.splice(0, length).join("")).filter((word) => word.trim());
    return cut.flatMap((word, place) => [...(place ? [" · "] : []), tokenText(word, false, row.languageName)]);
  };
  const spaced = (elements) => elements.flatMap((element) => [element, " "]);
  const families = (list, row) => {
    for (const [id, text, place, members] of data.families[row.vocabulary]) {
      const known = members.map((it) => (Array.isArray(it) ? it : [it, textOf.get(`${row.vocabulary}.${it}`)]));
      if (id !== row.id && !known.some(([member]) => member === row.id)) continue;
      const mask = isHidden(row) || (data.categories[place] === "adult" && !(everything && everything.checked) && !revealed.has(row.key));
      const size = number(members.length);
      const head = id === row.id ? [words.root(size)] : [words.member, " ", link(id, text, mask), ` (${size})`];
      const item = make("p", undefined, "kin");
      item.append(...spaced(known.slice(0, KIN).map(([member, name]) => link(member, name, mask))));
      if (members.length > KIN) item.append(words.more(number(members.length - KIN)));
      pair(list, words.family, ...head, item);
    }
  };
  const draw = () => {
    const place = byId("detail");
    place.hidden = !chosen;
    if (!chosen) return;
    const row = chosen;
    const hidden = isHidden(row);
    place.dataset.tokenId = row.id;
    const title = make("h3");
    title.append(tokenText(row.text, hidden, row.languageName));
    const facts = make("p");
    facts.append(dot(row), ` · ${named(row.strengthName)} · ${words.id} ${row.id}`
      + (row.rank === null ? "" : ` · ${words.rank} ${number(row.rank)}`) + ` · ${named(row.scriptName)}`
      + (several && !compared ? ` · ${row.vocabularyName}` : ""));
    const list = make("dl");
    const reasons = make("ul", undefined, "reasons");
    for (const reason of row.reasons) {
      const item = make("li");
      item.append(reasonText(reason, hidden), " ", make("code", reason.detector));
      reasons.append(item);
    }
    pair(list, words.evidence, reasons);
    if (row.parts.length) pair(list, words.parts, ...spaced(row.parts.map(([id, text]) => link(id, text, hidden))));
    if (row.words.length) pair(list, words.words, ...wordsOf(row, hidden));
    families(list, row);
    const found = make("ul", undefined, "elsewhere");
    data.references.forEach((name, at) => {
      const id = row.elsewhere[at];
      if (compared || name !== row.vocabularyName) found.append(make("li", words.of(name, id < 0 ? words.absent : `${words.id} ${id}`)));
    });
    if (compared) pair(list, words.introduced, row.introducers);
    pair(list, compared ? words.held : words.elsewhere, found);
    pair(list, words.bytes, make("code", hidden ? `${bytesOf(row).length} · ${words.hidden}` : hexOf(row).slice(0, 600)));
    const actions = make("p", undefined, "actions");
    if (row.explicit) {
      const one = button("reveal-one", revealed.has(row.key) ? words.hide : words.reveal, () => {
        if (!revealed.delete(row.key)) revealed.add(row.key);
        repaint();
        byId("reveal-one").focus();
      });
      one.classList.add("reveal-one");
      if (!(everything && everything.checked)) actions.append(one);
    }
    actions.append(
      button("copy-id", words.copyId, () => copy(String(row.id))),
      button("copy-text", words.copyText, () => copy(new TextDecoder().decode(bytesOf(row)))),
      button("copy-bytes", words.copyBytes, () => copy(hexOf(row))),
      button("close", words.close, () => { choose(null, false); search.focus(); }),
    );
    place.replaceChildren(title, facts, actions, list);  // a family may hold dozens of stops
  };
  function choose(row, focus) {
    chosen = row;
    draw();
    keep();
    if (row && focus) byId("detail").focus({ preventScroll: false });
  }
  const repaint = () => {
    draw();
    loaded.then(() => table.getRows().forEach((row) => row.reformat()));  // the scrolled away too
    document.dispatchEvent(new CustomEvent("reveal"));
  };

  // ---- what is filtered, as CSV
  const guarded = (value) => {
    const text = value === null ? "" : String(value);
    const safe = typeof value === "string" && /^\s*['=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const termsOf = (row) => [
    ...row.evidence.filter(([, , flags]) => flags & 2).map(([, detail]) => data.details[detail][1]),
    ...row.terms.map((place) => data.names[place]),
  ];
  const once = (texts) => [...new Set(texts)].join("; ");
  const auditHead = ["vocabulary", "id", "rank", "text", "bytes_base64", "script", "han", "cjk", "category", "strength",
    "terms", "detail", "fingerprint"];
  const auditCells = (row) => [row.vocabularyName, row.id, row.rank, row.text, row.bytes,
    row.scriptName, row.han, row.cjk, row.categoryName, row.strengthName, once(termsOf(row)),
    once(row.reasons.map((it) => it.english)), row.fingerprint];
  const comparedHead = ["text", "bytes_base64", "script", "characters", "long", "category", "strength", "language",
    "contaminated_in", "held_by", "introduced_by", "fingerprint", ...data.references.map((name) => `id in ${name}`)];
  const comparedCells = (row) => [row.text, row.bytes, row.scriptName, row.characters, row.long ? "yes" : "no",
    row.categoryName, row.strengthName, row.tongue, row.contaminated.map((place) => data.vocabularies[place]).join("; "),
    row.heldNames.join("; "), row.introducedNames.join("; "), row.fingerprint, ...row.elsewhere.map((id) => (id < 0 ? null : id))];
  const download = () => {
    const lines = [compared ? comparedHead : auditHead, ...table.getData("active").map(compared ? comparedCells : auditCells)];
    const text = lines.map((cells) => `${cells.map(guarded).join(",")}\n`).join("");
    const anchor = make("a");
    anchor.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    anchor.download = file;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
  };

  // ---- on paper: what is filtered, the strongest first
  const onPaper = () => {
    const all = table.getData("active");
    const some = [...all].sort((one, other) => one.strength - other.strength || one.vocabulary - other.vocabulary || one.id - other.id).slice(0, PRINTED);
    const sheet = make("table");
    sheet.append(make("caption", words.printed(number(some.length), number(all.length))));
    const head = sheet.createTHead().insertRow();
    const titles = [words.token, words.id, ...(several ? [compared ? words.introduced : words.vocabulary] : []), words.category, words.strength, words.evidence];
    for (const title of titles) head.append(make("th", title));
    const body = sheet.createTBody();
    for (const row of some) {
      const [first, ...rest] = row.reasons;
      const told = first ? [reasonText(first, isHidden(row)), rest.length ? ` +${rest.length}` : ""] : [];
      const cells = [[tokenText(row.text, isHidden(row), row.languageName)], [String(row.id)], ...(several ? [[compared ? row.introducers : row.vocabularyName]] : []),
        [dot(row)], [named(row.strengthName)], told];
      const line = body.insertRow();
      for (const cell of cells) line.insertCell().append(...cell);
    }
    byId("printed").replaceChildren(sheet);
  };
  const offPaper = () => byId("printed").replaceChildren();

  // ---- the language of the page
  const speak = () => {
    words = WORDS[root.lang] || WORDS.en;
    tell();
    fill();
    table.setColumns(columns());
    table.redraw(true);
    nameParts();
    narrow();
    draw();
  };

  document.addEventListener("language", speak);
  search.addEventListener("input", narrow);
  least.addEventListener("input", narrow);
  for (const field of Object.values(fields)) field.addEventListener("change", narrow);
  byId("clear").addEventListener("click", () => {
    search.value = least.value = "";
    for (const field of Object.values(fields)) field.value = "";
    narrow();
    search.focus();
  });
  byId("download").addEventListener("click", download);
  window.addEventListener("beforeprint", onPaper);
  window.addEventListener("afterprint", offPaper);
  byId("table").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".tabulator-sortable")) event.target.click();
  });
  if (everything) everything.addEventListener("change", repaint);
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {  // links to a token need no reload
    const anchor = event.target.closest?.("a[href^='#token=']");
    if (anchor && anchor.getAttribute("href") === location.hash) follow();
  });
  fill();
  loaded.then(() => {
    nameParts();
    count();
    follow();
    root.dataset.ready = "yes";
    for (const written of window.vocabMap ? document.querySelectorAll("script[id^=map-data]") : []) {
      const which = written.id.slice("map-data".length);  // nothing, or -v2 for the second
      const place = which ? Number(which.slice(2)) - 1 : 0;
      const known = new Map(rows.filter((row) => row.vocabulary === place).map((row) => [row.id, row]));
      const cells = JSON.parse(written.textContent);
      const pick = (id) => {
        const row = known.get(id);
        if (row) {
          choose(row, true);
          return;
        }
        const family = cells.families.find((it) => it.root === id);  // too short for the table
        if (!family) return;
        search.value = family.text.trim();
        if (fields.vocabulary) fields.vocabulary.value = data.vocabularies[place];
        narrow();
        search.focus();
      };
      const describe = (id) => {
        const row = known.get(id);
        return row && { text: row.text, explicit: isHidden(row) };
      };
      window.vocabMap.draw(byId(`map${which}`), byId(`treemap${which}`), cells, pick, describe, named);
    }
  });
})();
