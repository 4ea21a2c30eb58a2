// The map of a vocabulary and the treemap of its families.
//
// window.vocabMap.draw(mapBox, treeBox, data, pick, describe, name) draws both, each in its
// box; there need not be either:
//   data      what report/vocabulary_map.py made
//   pick      is called with a token id when somebody chooses a token or a family
//   describe  gives {text, explicit} of a flagged token id, or nothing
//   name      gives a category, strength or script its name in the page's language
// It resolves when both stand. All text goes through textContent; nothing is animated.
"use strict";
window.vocabMap = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MOST_FAMILIES = 100; // smaller ones would be slivers
  const SCRIPT_COLOURS = 8;
  const REACH = 6; // CSS pixels around the pointer in which a flagged token is found
  const LONGEST_TEXT = 80; // characters
  const FADES = [1, 0.8, 0.6]; // by strength
  const LEAST_MARK = 4; // CSS pixels: a flagged token shows among unflagged ones
  const WORDS = {
    en: {
      map: (flagged, all) => `Map of the vocabulary: ${flagged} of ${all} tokens are flagged. Arrow keys move between flagged tokens, Enter opens one.`,
      colour: "Colour by", category: "Category", script: "Script", rest: "not flagged",
      faint: "A stronger colour is more certain.", larger: "Flagged tokens are drawn larger than their cells.", others: "other scripts", bytes: "not valid UTF-8",
      earliest: (columns) => `First merged at the top left, ${columns} tokens to a row.`,
      hidden: "explicit text, hidden", token: (id) => `id ${id}`,
      families: "Families by number of members. Arrow keys move between them, Enter opens the root.",
      members: (count) => `${count} members`,
      largest: (shown, all) => `The ${shown} largest of ${all} families.`,
      failed: "This browser cannot unpack the map.",
    },
    "zh-Hans": {
      map: (flagged, all) => `词表地图：${all} 个词元中有 ${flagged} 个被标记。方向键在被标记的词元之间移动，回车键打开。`,
      colour: "着色依据", category: "类别", script: "文字", rest: "未标记",
      faint: "颜色越深，判断越确定。", larger: "被标记的词元画得比格子大。", others: "其他文字", bytes: "不是有效的 UTF-8",
      earliest: (columns) => `左上角最先合并，每行 ${columns} 个词元。`,
      hidden: "露骨文字，已隐藏", token: (id) => `编号 ${id}`,
      families: "词元家族，面积表示成员数。方向键移动，回车键打开词根。",
      members: (count) => `${count} 个成员`,
      largest: (shown, all) => `共 ${all} 个家族，显示最大的 ${shown} 个。`,
      failed: "此浏览器无法解压地图。",
    },
  };

  const words = () => (document.documentElement.lang.startsWith("zh") ? WORDS["zh-Hans"] : WORDS.en);
  let named = String;
  const number = (count) => count.toLocaleString("en");
  const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const revealed = () => document.querySelector("#explicit")?.checked ?? false;
  const short = (text) => (text.length > LONGEST_TEXT ? `${[...text].slice(0, LONGEST_TEXT).join("")}…` : text);
  const masked = (text, explicit) =>
    explicit && !revealed() ? "█".repeat(Math.min(6, [...text].length)) : short(text);
  const spoken = (text, explicit) => (explicit && !revealed() ? words().hidden : short(text));

  function element(name, classes = "", text = "") {
    const made = document.createElement(name);
    if (classes) made.className = classes;
    made.textContent = text;
    return made;
  }

  function shape(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  async function inflated(packed) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** Token ids: differences of 64 bits, all first bytes of eight, then all second ones. */
  async function tokenIds(packed) {
    const planes = await inflated(packed);
    const count = planes.length / 8;
    const whole = new Uint8Array(planes.length);
    planes.forEach((byte, place) => { whole[(place % count) * 8 + Math.floor(place / count)] = byte; });
    let id = 0;
    return Float64Array.from(new BigInt64Array(whole.buffer), (step) => (id += Number(step)));
  }

  /** A colour of the style sheet as red, green and blue. */
  function channels(name, painter) {
    painter.clearRect(0, 0, 1, 1);
    painter.fillStyle = "#888";
    painter.fillStyle = property(name);
    painter.fillRect(0, 0, 1, 1);
    return painter.getImageData(0, 0, 1, 1).data.slice(0, 3);
  }

  const mixed = (one, other, part) => one.map((value, place) => Math.round(value * part + other[place] * (1 - part)));

  function painters() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    return canvas.getContext("2d", { willReadFrequently: true });
  }

  async function map(box, data, pick, describe) {
    const [ids, flags, scripts] = await Promise.all([
      tokenIds(data.ids), inflated(data.flags), inflated(data.script),
    ]);
    const flagged = [...flags.keys()].filter((place) => flags[place]);
    const canvas = element("canvas");
    const ring = element("div", "map-ring");
    const tip = element("div", "map-tip");
    const said = element("output", "away");
    const note = element("p", "quiet");
    const legend = element("ul", "legend");
    const control = element("fieldset", "map-by");
    const held = element("div", "map-held");
    let by = "category";
    let grid = { columns: 1, cell: 1 };
    let cursor = null; // a place in `flagged`
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    said.setAttribute("aria-live", "polite");
    tip.setAttribute("aria-hidden", "true");
    ring.hidden = tip.hidden = true;
    held.append(canvas, ring, tip);
    box.replaceChildren(control, held, said, note, legend);

    /** Colours by number of a cell, and what the legend says of them. */
    function palette() {
      const painter = painters();
      const rest = channels("--rest", painter);
      if (by === "category") {
        const colours = data.categories.map((name) => channels(`--${name}`, painter));
        const shades = colours.flatMap((colour) => FADES.map((part) => mixed(colour, rest, part)));
        const found = data.categories.filter((_, category) =>
          flagged.some((place) => Math.floor((flags[place] - 1) / data.strengths.length) === category));
        const entries = found.map((name) => [`var(--${name})`, named(name)]);
        return { cells: flags, shades: [rest, ...shades], entries: [...entries, ["var(--rest)", words().rest]] };
      }
      let used = 0;
      const entries = [];
      const shades = data.scripts.map((name) => {
        const has_own = name !== null && !["Common", "Inherited", "Unknown"].includes(name);
        if (!has_own || used === SCRIPT_COLOURS) return rest;
        used += 1;
        entries.push([`var(--script-${used})`, named(name)]);
        return channels(`--script-${used}`, painter);
      });
      if (shades.includes(rest)) entries.push(["var(--rest)", words().others]);
      return { cells: scripts, shades, entries };
    }

    function paint() {
      const ratio = window.devicePixelRatio || 1;
      const width = Math.max(1, held.clientWidth);
      const smallest = width < 600 ? 1 : 2;
      const wanted = Math.sqrt((0.5 * width * width) / Math.max(1, ids.length));
      const side = Math.max(1, Math.round(ratio * Math.min(16, Math.max(smallest, Math.floor(wanted)))));
      const columns = Math.max(1, Math.floor((width * ratio) / side));
      const rows = Math.max(1, Math.ceil(ids.length / columns));
      grid = { columns, cell: side / ratio };
      const { cells, shades, entries } = palette();
      const image = new ImageData(columns, rows);
      cells.forEach((cell, place) => {
        image.data.set(shades[cell], 4 * place);
        image.data[4 * place + 3] = 255;
      });
      const small = document.createElement("canvas");
      [small.width, small.height] = [columns, rows];
      small.getContext("2d").putImageData(image, 0, 0);
      [canvas.width, canvas.height] = [columns * side, rows * side];
      canvas.style.width = `${canvas.width / ratio}px`;
      canvas.style.height = `${canvas.height / ratio}px`;
      const context = canvas.getContext("2d", { willReadFrequently: true }); // not lost with a GPU
      context.imageSmoothingEnabled = false;
      context.drawImage(small, 0, 0, canvas.width, canvas.height);
      if (by === "category") enlarge(context, side, ratio, shades);
      write(entries);
      if (!tip.hidden && cursor !== null) show(flagged[cursor]);
      else hide();
    }

    /** Draw flagged tokens over their neighbours where cells are too small to see. */
    function enlarge(context, side, ratio, shades) {
      const more = Math.ceil((LEAST_MARK * ratio - side) / 2);
      if (more <= 0) return;
      for (const place of flagged) {
        const [x, y] = [(place % grid.columns) * side, Math.floor(place / grid.columns) * side];
        context.fillStyle = `rgb(${shades[flags[place]].join(" ")})`;
        context.fillRect(x - more, y - more, side + 2 * more, side + 2 * more);
      }
    }

    function write(entries) {
      canvas.setAttribute("aria-label", words().map(number(flagged.length), number(ids.length)));
      legend.replaceChildren(...entries.map(([colour, name]) => {
        const entry = element("li", "", name);
        entry.style.setProperty("--dot", colour);
        return entry;
      }));
      const sentences = [words().earliest(number(grid.columns))];
      if (by === "category") sentences.push(words().faint);
      if (by === "category" && grid.cell < LEAST_MARK) sentences.push(words().larger);
      note.textContent = sentences.join(document.documentElement.lang.startsWith("zh") ? "" : " ");
      for (const label of control.querySelectorAll("[data-word]")) label.textContent = words()[label.dataset.word];
    }

    function facts(place) {
      const flag = flags[place];
      const script = data.scripts[scripts[place]];
      const parts = [words().token(ids[place]), script === null ? words().bytes : named(script)];
      if (!flag) return [...parts, words().rest];
      const [category, strength] = [Math.floor((flag - 1) / data.strengths.length), (flag - 1) % data.strengths.length];
      return [...parts, named(data.categories[category]), named(data.strengths[strength])];
    }

    function show(place) {
      const { columns, cell } = grid;
      const [x, y] = [(place % columns) * cell, Math.floor(place / columns) * cell];
      const known = flags[place] ? describe?.(ids[place]) : undefined;
      const text = element("bdi", "token", known ? masked(known.text, known.explicit) : "");
      tip.replaceChildren(...(known ? [text] : []), element("span", "", facts(place).join(" · ")));
      ring.style.left = `${x - 3}px`;
      ring.style.top = `${y - 3}px`;
      ring.style.width = ring.style.height = `${cell + 6}px`;
      ring.hidden = tip.hidden = false;
      const left = Math.min(x + 12, held.clientWidth - tip.offsetWidth);
      const below = y + cell + 12;
      tip.style.left = `${Math.max(0, left)}px`;
      tip.style.top = `${below + tip.offsetHeight > canvas.offsetHeight ? Math.max(0, y - tip.offsetHeight - 12) : below}px`;
    }

    function hide() {
      ring.hidden = tip.hidden = true;
    }

    function move(to) {
      cursor = Math.min(flagged.length - 1, Math.max(0, to));
      const place = flagged[cursor];
      const known = describe?.(ids[place]);
      show(place);
      said.textContent = [...(known ? [spoken(known.text, known.explicit)] : []), ...facts(place)].join(", ");
    }

    /** The first place in `flagged` that is not before a place in the vocabulary. */
    function atOrAfter(place) {
      let [low, high] = [0, flagged.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (flagged[middle] < place) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    /** The token under the pointer, or else the nearest flagged one within reach. */
    function under(event) {
      const { columns, cell } = grid;
      const bounds = canvas.getBoundingClientRect();
      const column = Math.floor((event.clientX - bounds.left) / cell);
      const row = Math.floor((event.clientY - bounds.top) / cell);
      if (column < 0 || column >= columns || row < 0) return null;
      const place = row * columns + column;
      let [best, least] = [place < flags.length ? place : null, Infinity];
      const reach = Math.ceil(REACH / cell);
      for (let down = Math.max(0, row - reach); down <= row + reach; down += 1) {
        const [first, last] = [Math.max(0, column - reach), Math.min(columns - 1, column + reach)];
        for (let across = first; across <= last; across += 1) {
          const far = (down - row) ** 2 + (across - column) ** 2;
          if (flags[down * columns + across] && far < least) [best, least] = [down * columns + across, far];
        }
      }
      return best;
    }

    canvas.addEventListener("pointermove", (event) => {
      const place = under(event);
      if (place === null) hide();
      else show(place);
    });
    canvas.addEventListener("contextrestored", paint);
    canvas.addEventListener("pointerleave", hide);
    canvas.addEventListener("blur", hide);
    canvas.addEventListener("click", (event) => {
      const place = under(event);
      if (place === null || !flags[place]) return;
      move(atOrAfter(place));
      pick(ids[place]);
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (!flagged.length || event.altKey || event.ctrlKey || event.metaKey) return;
      const here = cursor === null ? -1 : flagged[cursor];
      const steps = {
        ArrowRight: () => (cursor ?? -1) + 1,
        ArrowLeft: () => (cursor ?? flagged.length) - 1,
        ArrowDown: () => Math.max((cursor ?? -1) + 1, atOrAfter(here + grid.columns)),
        ArrowUp: () => Math.min((cursor ?? flagged.length) - 1, atOrAfter(here - grid.columns)),
        Home: () => 0,
        End: () => flagged.length - 1,
      };
      if (event.key === "Enter" && cursor !== null) pick(ids[flagged[cursor]]);
      else if (Object.hasOwn(steps, event.key)) move(steps[event.key]());
      else return;
      event.preventDefault();
    });

    const question = element("legend");
    question.dataset.word = "colour";
    control.append(question, ...["category", "script"].map((value) => {
      const label = element("label");
      const button = element("input");
      Object.assign(button, { type: "radio", name: `${box.id}-by`, value, checked: value === by });
      button.addEventListener("change", () => { by = value; paint(); });
      const word = element("span");
      word.dataset.word = value;
      label.append(button, word);
      return label;
    }));
    return paint;
  }

  /** Rectangles for sizes in descending order, squarified (Bruls, Huizing, van Wijk 2000). */
  function squarified(sizes, width, height) {
    const scale = (width * height) / sizes.reduce((sum, size) => sum + size, 0);
    const areas = sizes.map((size) => size * scale);
    const placed = [];
    let [x, y, w, h] = [0, 0, width, height];
    const worst = (row, sum, side) => {
      const breadth = sum / side;
      return Math.max(...row.map((area) => Math.max((breadth * breadth) / area, area / (breadth * breadth))));
    };
    for (let start = 0; start < areas.length;) {
      const side = Math.min(w, h);
      let [end, sum] = [start + 1, areas[start]];
      while (end < areas.length) {
        const row = areas.slice(start, end);
        if (worst([...row, areas[end]], sum + areas[end], side) > worst(row, sum, side)) break;
        sum += areas[end];
        end += 1;
      }
      const breadth = side > 0 ? sum / side : 0;
      let along = 0;
      for (const area of areas.slice(start, end)) {
        const length = breadth > 0 ? area / breadth : 0;
        placed.push(w >= h ? [x, y + along, breadth, length] : [x + along, y, length, breadth]);
        along += length;
      }
      if (w >= h) { x += breadth; w = Math.max(0, w - breadth); } else { y += breadth; h = Math.max(0, h - breadth); }
      start = end;
    }
    return placed;
  }

  const columnsOf = (text) => [...text].reduce((sum, character) => sum + (character.codePointAt(0) > 0x2e80 ? 2 : 1), 0);

  /** A text cut so that it fits so many pixels at a type size. */
  function fitting(text, pixels, size) {
    let [kept, room] = ["", pixels / (size * 0.56)];
    if (columnsOf(text) <= room) return text;
    for (const character of text) {
      room -= columnsOf(character);
      if (room < 2) break;
      kept += character;
    }
    return kept ? `${kept}…` : "";
  }

  function treemap(box, data, pick) {
    const families = data.families.slice(0, MOST_FAMILIES);
    const note = element("p", "quiet");
    const picture = shape("svg", { role: "group" });
    let current = 0;
    box.replaceChildren(picture, note);

    const spokenOf = (family) => [
      spoken(family.text, family.explicit), words().members(number(family.members.length)),
      named(data.categories[family.category]), words().token(family.root),
    ].join(", ");

    function block(family, place, [x, y, w, h]) {
      const size = Math.max(11, Math.min(28, w / 5, h / 3));
      const cell = shape("g", {
        role: "button", tabindex: place === current ? 0 : -1, "aria-label": spokenOf(family),
        class: "family", transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})`,
      });
      const title = shape("title", {});
      title.textContent = spokenOf(family);
      cell.append(title, shape("rect", {
        width: Math.max(0, w - 2).toFixed(2), height: Math.max(0, h - 2).toFixed(2),
        class: data.categories[family.category],
      }));
      const lines = [
        [fitting(masked(family.text.trim(), family.explicit), w - 14, size), size],
        [fitting(number(family.members.length), w - 14, 11), 11],
      ];
      let down = 4;
      for (const [text, points] of lines) {
        down += points;
        if (!text || w < 24 || down + 4 > h) break;
        const line = shape("text", { x: 6, y: down.toFixed(2), "font-size": points.toFixed(2), "aria-hidden": "true" });
        line.textContent = text;
        cell.append(line);
        down += 5;
      }
      cell.addEventListener("click", () => { current = place; pick(family.root); });
      return cell;
    }

    function paint() {
      const width = Math.max(1, box.clientWidth);
      const height = Math.round(Math.min(560, Math.max(320, width * 0.5)));
      const places = squarified(families.map((family) => family.members.length), width, height);
      const had_focus = picture.contains(document.activeElement);
      picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
      picture.setAttribute("aria-label", words().families);
      picture.replaceChildren(...families.map((family, place) => block(family, place, places[place])));
      if (had_focus) picture.children[current].focus();
      note.textContent = families.length < data.families.length
        ? words().largest(families.length, number(data.families.length)) : "";
    }

    picture.addEventListener("focusin", (event) => {
      current = Math.max(0, [...picture.children].indexOf(event.target.closest("g")));
      for (const [place, child] of [...picture.children].entries()) child.setAttribute("tabindex", place === current ? 0 : -1);
    });
    picture.addEventListener("keydown", (event) => {
      const last = families.length - 1;
      const steps = {
        ArrowRight: current + 1, ArrowDown: current + 1, ArrowLeft: current - 1, ArrowUp: current - 1, Home: 0, End: last,
      };
      if (event.key === "Enter" || event.key === " ") pick(families[current].root);
      else if (Object.hasOwn(steps, event.key)) picture.children[Math.min(last, Math.max(0, steps[event.key]))].focus();
      else return;
      event.preventDefault();
    });
    return paint;
  }

  async function draw(mapBox, treeBox, data, pick, describe, name) {
    named = name ?? named;
    const paints = [];
    if (treeBox && data.families.length) paints.push([treeBox, treemap(treeBox, data, pick)]);
    if (mapBox && data.tokens) {
      try {
        paints.push([mapBox, await map(mapBox, data, pick, describe)]);
      } catch (error) {
        console.warn(error);
        mapBox.replaceChildren(element("p", "quiet", words().failed));
      }
    }
    const all = () => { for (const [, paint] of paints) paint(); };
    const widths = new Map();
    const watcher = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        if (widths.get(target) === contentRect.width) continue;
        widths.set(target, contentRect.width);
        paints.find(([painted]) => painted === target)[1]();
      }
    });
    for (const [watched] of paints) watcher.observe(watched);
    for (const query of ["(prefers-color-scheme: dark)", "print"]) window.matchMedia(query).addEventListener("change", all);
    document.querySelector("#explicit")?.addEventListener("change", all);
    document.addEventListener("reveal", all);
    new MutationObserver(all).observe(document.documentElement, { attributeFilter: ["lang", "data-theme"] });
    all();
  }

  return { draw };
})();
