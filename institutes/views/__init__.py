from institutes.views.institute import InstituteDetail, InstituteList

__all__ = ["InstituteDetail", "InstituteList"]
