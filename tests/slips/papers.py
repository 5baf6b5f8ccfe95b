"""Slips in scripts that paper must be able to show, short and long, whichever languages are shipped."""

from dataclasses import replace

from mesotui.slips.content import SlipContent
from tests.slips.test_content import slip

PHONE = "+33 1 23 45 67 89"
_TEXTS = {
    "ar": (
        "بعد جلسة العلاج في Atelier Peau\nانتهت يوم الأحد 22 نوفمبر 2026، 18:30. هذه الورقة 7K3M9QWX.\n\n"
        "ما تمت معالجته\n- الجانب الخارجي للفخذ الأيسر: 1.2 مل\nالمجموع: 1.2 مل.\n\n"
        f"اتصل بنا في اليوم نفسه إذا\nالهاتف {PHONE}.\n- انتشر الاحمرار أو ظهر قيح\n"
        "- ارتفعت حرارتك فوق 38 درجة\n"
    ),
    "he": (
        "אחרי הטיפול ב-Atelier Peau\nהטיפול הסתיים ביום ראשון 22 בנובמבר 2026, 18:30. דף 7K3M9QWX.\n\n"
        "מה טופל\n- צד חיצוני של ירך שמאל: 1.2 מ״ל\nבסך הכול: 1.2 מ״ל.\n\n"
        f"התקשרו באותו היום אם\nטלפון {PHONE}.\n- האודם מתפשט או שיש מוגלה\n- יש חום מעל 38 מעלות\n"
    ),
    "ru": (
        "ПОСЛЕ ПРОЦЕДУРЫ В Atelier Peau\nОна закончилась в вс 22 ноя 2026, 18:30. Лист 7K3M9QWX.\n\n"
        "ЧТО ОБРАБОТАНО\n- наружная сторона левого бедра: 1,2 мл\nВсего: 1,2 мл.\n\n"
        f"ПОЗВОНИТЕ НАМ В ТОТ ЖЕ ДЕНЬ, ЕСЛИ\nТелефон {PHONE}.\n- краснота растёт или появился гной\n"
    ),
    "el": (
        "ΜΕΤΑ ΤΗ ΘΕΡΑΠΕΙΑ ΣΑΣ\nΑυτό είναι το φύλλο 7K3M9QWX.\n\n"
        f"ΚΑΛΕΣΤΕ ΜΑΣ\nΤηλέφωνο {PHONE}.\n- έχετε πυρετό\n"
    ),
    "tr": (
        "TEDAVİNİZDEN SONRA\nBu kâğıt 7K3M9QWX.\n\n"
        f"BİZİ ARAYIN\nTelefon {PHONE}.\n- kızarıklık yayılırsa, ağrı artarsa\n"
    ),
    "pl": (
        "PO ZABIEGU\nTo jest kartka 7K3M9QWX.\n\n"
        f"ZADZWOŃ\nTelefon {PHONE}.\n- zaczerwienienie się rozszerza, ból rośnie\n"
    ),
}
EAST_ASIAN = {
    "zh": f"治疗之后\n这是 7K3M9QWX 号单。\n\n当天打电话给我们\n电话 {PHONE}。\n- 发红扩大或有脓\n",
    "ja": (
        "施術のあとに\nこの用紙は 7K3M9QWX です。\n\n"
        f"その日のうちに電話を\n電話 {PHONE}。\n- 赤みが広がる、膿が出る\n"
    ),
    "ko": (
        "시술 후 안내\n이 종이는 7K3M9QWX 입니다.\n\n"
        f"당일에 전화하세요\n전화 {PHONE}.\n- 붉은 부위가 넓어지거나 고름이 날 때\n"
    ),
}
SCRIPTS = tuple(_TEXTS)


def written_in(language: str) -> SlipContent:
    """Give a short slip in a language, made up for what paper must show and not for clients."""
    text = {**_TEXTS, **EAST_ASIAN}[language]
    return replace(slip(), language=language, text=text)
