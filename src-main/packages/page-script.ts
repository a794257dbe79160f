// The one script of index.html: a search box over the rows that stand in the page, what is folded while it is printed, and the page's
// language mark. The page is complete without it. Named by its hash in the page's policy, so it is one constant text; it reads text and writes none as markup.

export const PAGE_SCRIPT = `
(function () {
  'use strict'
  var box = document.getElementById('find')
  var input = document.getElementById('find-text')
  var found = document.getElementById('find-count')
  if (box && input && found) {
    var rows = Array.prototype.slice.call(document.querySelectorAll('#log-rows tr'))
    var texts = rows.map(function (row) { return (row.textContent || '').toLowerCase() })
    var timer = 0
    var run = function () {
      var wanted = input.value.trim().toLowerCase()
      var count = 0
      for (var at = 0; at < rows.length; at++) {
        var fits = wanted === '' || texts[at].indexOf(wanted) >= 0
        if (rows[at].hidden === fits) rows[at].hidden = !fits
        if (fits) count++
      }
      found.textContent = wanted === '' ? '' : count + ' / ' + rows.length
    }
    input.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(run, 120) })
    box.hidden = false
  }
  // Paper cannot be opened: what is folded is printed too, and folded again afterwards.
  var opened = []
  window.addEventListener('beforeprint', function () {
    opened = Array.prototype.slice.call(document.querySelectorAll('details:not([open])'))
    opened.forEach(function (one) { one.open = true })
  })
  window.addEventListener('afterprint', function () {
    opened.forEach(function (one) { one.open = false })
    opened = []
  })
  var mark = function () {
    var english = document.getElementById('lang-en').checked
    document.documentElement.lang = english ? 'en' : 'zh-CN'
    document.title = document.body.getAttribute(english ? 'data-title-en' : 'data-title-zh') || document.title
  }
  document.getElementById('lang-zh').addEventListener('change', mark)
  document.getElementById('lang-en').addEventListener('change', mark)
})()
`
