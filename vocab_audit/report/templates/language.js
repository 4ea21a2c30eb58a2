"use strict";
// The language of the page: the switch at its top, and what attributes say in Chinese.
// Texts stand in both languages and are shown by the style sheet; what other scripts write,
// they write anew at the event "language".
(() => {
  const root = document.documentElement;
  const lang = document.getElementById("lang");
  const titled = document.title;
  const translate = () => {
    const tag = root.lang === "en" ? "en" : "zh";
    for (const name of ["aria-label", "alt", "placeholder"]) {
      for (const element of document.querySelectorAll(`[data-zh-${name}]`)) {
        if (!element.hasAttribute(`data-en-${name}`)) element.setAttribute(`data-en-${name}`, element.getAttribute(name));
        element.setAttribute(name, element.getAttribute(`data-${tag}-${name}`));
      }
    }
    document.title = tag === "en" ? titled : titled.replace("Vocabulary audit: ", "词表审计：");
  };
  lang.value = root.lang;
  lang.addEventListener("change", () => {
    root.lang = lang.value;
    translate();
    document.dispatchEvent(new CustomEvent("language"));
  });
  if (root.lang !== "en") translate();
})();
